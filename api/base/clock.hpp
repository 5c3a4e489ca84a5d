#pragma once

#include <chrono>

#include "api/base/wall_time.hpp"

namespace fwop {

/// Steady time: the only time anything is decided by.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::milliseconds;

/// The one moment an input happens at. Only Runtime reads a clock; the simulation makes its own.
struct Now {
  Instant steady;
  WallTime wall;
};

}  // namespace fwop
