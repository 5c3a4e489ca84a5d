#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "api/clusters/types.hpp"

namespace fwop::controller {

// Both take what the status API gives: a cluster as cluster_json() makes it, and its events, newest first.
// What is missing or of another type is left out; control characters never get through.

/// From the declaration down to the last call, and what comes next: for `why`.
std::string why_text(const nlohmann::json& cluster, const nlohmann::json& events, WallTime now);

/// All that is known of the cluster, and its whole history: for `describe`.
std::string description_text(const nlohmann::json& cluster, const nlohmann::json& events, WallTime now);

/// Of a cluster that is gone, from its events alone: how it went, by whose word and by which call.
std::string gone_text(const nlohmann::json& events, WallTime now);

}  // namespace fwop::controller
