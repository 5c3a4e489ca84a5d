#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "api/clusters/types.hpp"

namespace fwop::controller {

// These take what the status API gives: a cluster as cluster_json() makes it, and its events, newest first.
// What is missing or of another type is left out; control characters never get through.

/// For `why`: from the declaration to the last call, and what comes next.
std::string why_text(const nlohmann::json& cluster, const nlohmann::json& events, WallTime now);

/// For `describe`: all that is known about the cluster, and its whole history.
std::string description_text(const nlohmann::json& cluster, const nlohmann::json& events, WallTime now);

/// For a cluster that is gone, from its events alone: how it went, who asked for it, and which call did it.
std::string gone_text(const nlohmann::json& events, WallTime now);

}  // namespace fwop::controller
