#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/base/wall_time.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// How a source that can be away is doing.
struct SourceStatus {
  std::optional<WallTime> last_attempt;
  std::optional<WallTime> last_success;
  std::chrono::milliseconds expected_every{};  ///< A success is expected at least so often.
  std::optional<Reason> outcome;  ///< Of the last attempt that ended; SourceRead when it succeeded.
  std::string message;            ///< What went wrong, and what to do.
  WallTime since{};               ///< It has been so since then.
  std::map<Reason, std::uint64_t> failures;
};

}  // namespace fwop::controller
