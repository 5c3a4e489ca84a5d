#include "controller/engine/budget.hpp"

#include <algorithm>
#include <cmath>

namespace fwop::controller {

Budget::Budget(double per_second, double burst, Instant now)
    : per_second_(per_second), burst_(std::max(burst, 1.0)), tokens_(burst_), as_of_(now) {}

double Budget::tokens(Instant now) const {
  if (per_second_ <= 0) return burst_;
  const std::chrono::duration<double> elapsed = now - as_of_;
  return std::min(burst_, tokens_ + elapsed.count() * per_second_);
}

bool Budget::take(Instant now) {
  if (per_second_ <= 0) return true;
  const double available = tokens(now);
  if (available < 1) return false;
  tokens_ = available - 1;
  as_of_ = now;
  return true;
}

Instant Budget::ready_at(Instant now) const {
  const double missing = 1 - tokens(now);
  if (per_second_ <= 0 || missing <= 0) return now;
  // Rounded up by a millisecond, so that the token is really there then.
  const auto wait = static_cast<Duration::rep>(std::ceil(missing / per_second_ * 1000)) + 1;
  return now + Duration(wait);
}

}  // namespace fwop::controller
