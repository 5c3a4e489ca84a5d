#include "controller/runtime/loop_watch.hpp"

#include <utility>

namespace fwop::controller {

LoopWatch::LoopWatch(boost::asio::io_context& loop, std::function<void(std::chrono::nanoseconds)> lag)
    : timer_(loop), lag_(std::move(lag)) {}

void LoopWatch::begin() {
  timer_.expires_after(kPeriod);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    lag_(std::chrono::steady_clock::now() - timer_.expiry());
    begin();
  });
}

}  // namespace fwop::controller
