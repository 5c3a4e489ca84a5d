#pragma once

#include <memory>
#include <optional>

#include "api/clusters/types.hpp"
#include "controller/model/record.hpp"
#include "controller/model/server_clock.hpp"

namespace fwop::controller {

/// True if this is the cluster that the record calls ours, not another one with the same id: both have the
/// same createTime, or one of the two is unknown.
bool is_incarnation(const Record& record, const std::optional<WallTime>& create_time);

/// True if what exists came from the create in the record: an answer of that create was lost, the spec is
/// what it asked for, and by the server's own clock the cluster was created after we asked and no later than
/// the request can arrive. If false, policy.adoption decides.
bool came_from_attempt(const Record& record, const api::ClusterSpec& spec,
                       const std::optional<WallTime>& create_time);

/// True if a person imported exactly this cluster, under exactly this declaration.
bool may_adopt_once(const Record& record, const std::optional<WallTime>& create_time);

}  // namespace fwop::controller
