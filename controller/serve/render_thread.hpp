#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

namespace fwop::controller {

/// A thread for long work that uses nothing of the loop: it makes text from copied values.
class RenderThread {
 public:
  /// Runs `work` on the thread and resumes the caller on its own executor. Throws what `work` throws, and
  /// boost::system::system_error (operation_aborted) once stopped.
  boost::asio::awaitable<void> run(std::function<void()> work);
  /// Waits for the work in progress. Call it before the executor of any caller of run() is destroyed.
  void stop();

 private:
  boost::asio::thread_pool thread_{1};
  bool stopped_ = false;
};

}  // namespace fwop::controller
