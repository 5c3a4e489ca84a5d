#include "controller/model/server_clock.hpp"

#include <algorithm>

namespace fwop::controller {
namespace {

// Clocks drift apart: bounds widen by this part of the time since they were narrowed (200 ppm, a bad quartz).
constexpr int kDriftDivisor = 5000;
constexpr std::chrono::seconds kDateUnit{1};

}  // namespace

void ServerClock::note(api::WallTime date, Instant began, Instant answered) {
  const auto server = date.time_since_epoch();
  const auto ours = [](Instant at) { return std::chrono::duration_cast<Offset>(at.time_since_epoch()); };
  Bounds seen{server - ours(answered), server + kDateUnit - ours(began), answered};
  if (bounds_) {
    const Offset drift = std::chrono::duration_cast<Offset>(answered - bounds_->as_of) / kDriftDivisor;
    const Offset least = std::max(seen.least, bounds_->least - drift);
    const Offset most = std::min(seen.most, bounds_->most + drift);
    // Where they contradict each other the server's clock was set: the newest is right.
    if (least <= most) seen = {least, most, answered};
  }
  bounds_ = seen;
}

std::optional<ServerMoment> ServerClock::at(Instant at) const {
  if (!bounds_) return std::nullopt;
  const auto ours = std::chrono::duration_cast<Offset>(at.time_since_epoch());
  const Offset drift =
      std::chrono::duration_cast<Offset>(std::max(at - bounds_->as_of, Instant::duration(0))) / kDriftDivisor;
  return ServerMoment{api::WallTime(ours + bounds_->least - drift),
                      api::WallTime(ours + bounds_->most + drift)};
}

api::WallTime::duration unit_of(api::WallTime time) {
  const auto since_epoch = time.time_since_epoch();
  for (const api::WallTime::duration unit : {api::WallTime::duration(std::chrono::seconds(1)),
                                             api::WallTime::duration(std::chrono::milliseconds(1)),
                                             api::WallTime::duration(std::chrono::microseconds(1))}) {
    if (since_epoch % unit == api::WallTime::duration(0)) return unit;
  }
  return api::WallTime::duration(1);
}

bool is_same_moment(api::WallTime a, api::WallTime b) {
  if (a == b) return true;
  return (a > b ? a - b : b - a) < std::max(unit_of(a), unit_of(b));
}

bool is_same_moment(const std::optional<api::WallTime>& a, const std::optional<api::WallTime>& b) {
  return a && b ? is_same_moment(*a, *b) : a.has_value() == b.has_value();
}

}  // namespace fwop::controller
