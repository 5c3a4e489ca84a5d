#pragma once

#include <chrono>
#include <cstddef>

namespace fwop::controller {

// What a journal keeps at most, beside one record for each cluster.
inline constexpr std::size_t kEventsPerClusterKept = 200;
/// A cluster may have about this many more, for a while.
inline constexpr std::size_t kEventsPerClusterSlack = 50;
inline constexpr std::size_t kEventsKept = 50'000;  ///< Of all clusters together.
inline constexpr std::size_t kReadySamplesKept = 1'000;
inline constexpr std::size_t kBrakeMarksKept = 100'000;
/// Older brake marks are dropped; counted from the newest mark. Longer than the hour that the brake counts:
/// if the clock jumps ahead and back, the marks of the last hour must still be there after a restart.
inline constexpr std::chrono::hours kBrakeMarkLife{24};

}  // namespace fwop::controller
