#pragma once

#include <cstdint>

#include "api/base/clock.hpp"
#include "api/base/random.hpp"

namespace fwop {

/// How long to wait after the `failures`-th failure in a row (from 1): exponential with equal jitter (AWS
/// Architecture Blog, "Exponential Backoff And Jitter"), so that a fleet that failed together does not retry
/// together. The wait is between half of the doubled delay and all of it, so a later wait is never shorter
/// than an earlier one.
Duration backoff_delay(Duration first, Duration longest, std::uint32_t failures, Random& random);

/// `first` doubled `times` times, at most `longest`; no jitter.
Duration doubled(Duration first, Duration longest, std::uint32_t times);

}  // namespace fwop
