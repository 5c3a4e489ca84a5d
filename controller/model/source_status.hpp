#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/base/wall_time.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// The state of a source that may be unreachable.
struct SourceStatus {
  std::optional<WallTime> last_attempt;
  std::optional<WallTime> last_success;
  std::chrono::milliseconds expected_every{};  ///< A success is expected at least so often.
  std::optional<Reason> outcome;  ///< Of the last attempt that ended; SourceRead when it succeeded.
  std::string message;            ///< What went wrong, and what to do.
  WallTime since{};               ///< Since when `outcome` is the same.
  std::map<Reason, std::uint64_t> failures;
};

}  // namespace fwop::controller
