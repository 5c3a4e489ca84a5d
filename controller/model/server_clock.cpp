#include "controller/model/server_clock.hpp"

#include <algorithm>

namespace fwop::controller {
namespace {

// Clocks drift apart: bounds widen by this part of the time since they were narrowed (200 ppm, a bad quartz).
constexpr int kDriftDivisor = 5000;
constexpr std::chrono::seconds kDateUnit{1};

}  // namespace

void ServerClock::note(WallTime date, Instant began, Instant answered) {
  const auto server = date.time_since_epoch();
  const auto ours = [](Instant at) { return std::chrono::duration_cast<Offset>(at.time_since_epoch()); };
  Bounds seen{server - ours(answered), server + kDateUnit - ours(began), answered};
  if (bounds_) {
    const Offset drift = std::chrono::duration_cast<Offset>(answered - bounds_->as_of) / kDriftDivisor;
    const Offset least = std::max(seen.least, bounds_->least - drift);
    const Offset most = std::min(seen.most, bounds_->most + drift);
    // If they contradict each other, the server's clock was set: use the newest.
    if (least <= most) seen = {least, most, answered};
  }
  bounds_ = seen;
}

std::optional<ServerMoment> ServerClock::at(Instant at) const {
  if (!bounds_) return std::nullopt;
  const auto ours = std::chrono::duration_cast<Offset>(at.time_since_epoch());
  const Offset drift =
      std::chrono::duration_cast<Offset>(std::max(at - bounds_->as_of, Instant::duration(0))) / kDriftDivisor;
  return ServerMoment{WallTime(ours + bounds_->least - drift), WallTime(ours + bounds_->most + drift)};
}

WallTime::duration unit_of(WallTime time) {
  const auto since_epoch = time.time_since_epoch();
  for (const WallTime::duration unit :
       {WallTime::duration(std::chrono::seconds(1)), WallTime::duration(std::chrono::milliseconds(1)),
        WallTime::duration(std::chrono::microseconds(1))}) {
    if (since_epoch % unit == WallTime::duration(0)) return unit;
  }
  return WallTime::duration(1);
}

bool is_same_moment(WallTime a, WallTime b) {
  if (a == b) return true;
  return (a > b ? a - b : b - a) < std::max(unit_of(a), unit_of(b));
}

bool is_same_moment(const std::optional<WallTime>& a, const std::optional<WallTime>& b) {
  return a && b ? is_same_moment(*a, *b) : a.has_value() == b.has_value();
}

}  // namespace fwop::controller
