#pragma once

#include <chrono>

#include "api/base/wall_time.hpp"

namespace fwop {

/// Steady time, for waits, deadlines and the order of things. A jump of the wall clock does not change it.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::milliseconds;

/// The moment of one input to the engine. The runtime reads it from the clocks; the simulation makes its own.
struct Now {
  Instant steady;
  WallTime wall;
};

}  // namespace fwop
