#pragma once

#include <chrono>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace fwop::controller {

/// Measures the lag of the event loop: how much later than its expiry a timer runs, every kPeriod. A pause of
/// the loop may be measured up to kPeriod too short.
class LoopWatch {
 public:
  static constexpr std::chrono::milliseconds kPeriod{100};

  /// `lag` is called on the loop with each measurement, from begin() until this object is destroyed.
  LoopWatch(boost::asio::io_context& loop, std::function<void(std::chrono::nanoseconds)> lag);

  void begin();

 private:
  boost::asio::steady_timer timer_;
  std::function<void(std::chrono::nanoseconds)> lag_;
};

}  // namespace fwop::controller
