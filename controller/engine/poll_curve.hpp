#pragma once

#include <optional>

#include "api/base/clock.hpp"

namespace fwop::controller {

/// How long clusters of one kind took to become READY, as learned.
struct ReadyEstimate {
  Duration median{};
  Duration p95{};

  bool operator==(const ReadyEstimate&) const = default;
};

/// How long to wait before a cluster in motion is looked at again, `elapsed` after its create.
/// Without an estimate: `first`, then half of what has elapsed, at most `longest`. With one: sparse until
/// shortly before the median, dense between there and the 95th percentile, and stretching after it.
Duration poll_delay(Duration elapsed, Duration first, Duration longest,
                    const std::optional<ReadyEstimate>& estimate);

}  // namespace fwop::controller
