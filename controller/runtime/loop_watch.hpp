#pragma once

#include <chrono>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace fwop::controller {

/// Measures how long the loop keeps waiting what is due: a timer is due on it again and again, and runs that
/// much later. A pause of the loop is found to be up to a period shorter than it was.
class LoopWatch {
 public:
  static constexpr std::chrono::milliseconds kPeriod{100};

  /// `lag` is called on the loop with each measure, from begin() until this object goes.
  LoopWatch(boost::asio::io_context& loop, std::function<void(std::chrono::nanoseconds)> lag);

  void begin();

 private:
  boost::asio::steady_timer timer_;
  std::function<void(std::chrono::nanoseconds)> lag_;
};

}  // namespace fwop::controller
