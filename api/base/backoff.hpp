#pragma once

#include <cstdint>

#include "api/base/clock.hpp"
#include "api/base/random.hpp"

namespace fwop {

/// How long to wait after the `failures`-th failure in a row (from 1): exponential with equal jitter (AWS
/// Architecture Blog, "Exponential Backoff And Jitter"), so that a fleet that failed together does not come
/// back together. Between half of the doubled delay and all of it: a later wait is never shorter than an
/// earlier one.
Duration backoff_delay(Duration first, Duration longest, std::uint32_t failures, Random& random);

/// `first` doubled `times` times, at most `longest`; no jitter.
Duration doubled(Duration first, Duration longest, std::uint32_t times);

}  // namespace fwop
