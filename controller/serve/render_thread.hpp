#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

namespace fwop::controller {

/// A thread of its own for what takes long and needs nothing of the loop: text is made there from values.
class RenderThread {
 public:
  /// Runs `work` on the thread and resumes the caller on its own executor. Throws what `work` throws, and
  /// boost::system::system_error (operation_aborted) once stopped.
  boost::asio::awaitable<void> run(std::function<void()> work);
  /// Waits for the work under way. To be called before the executor of any caller of run() goes.
  void stop();

 private:
  boost::asio::thread_pool thread_{1};
  bool stopped_ = false;
};

}  // namespace fwop::controller
