#pragma once

#include <memory>
#include <optional>

#include "api/clusters/types.hpp"
#include "controller/model/record.hpp"
#include "controller/model/server_clock.hpp"

namespace fwop::controller {

/// It is the very cluster that the record calls ours, and not another of the same id. Where one side does not
/// know when it was made, nothing speaks against it.
bool is_incarnation(const Record& record, const std::optional<WallTime>& create_time);

/// What exists came from the create that the record holds: an answer of it was lost, it is as that create
/// asked for, and by the server's own clock it can neither have stood there before we asked nor have come
/// later than the request can arrive. Whatever this does not show is for policy.adoption to judge.
bool came_from_attempt(const Record& record, const api::ClusterSpec& spec,
                       const std::optional<WallTime>& create_time);

/// The person who imported a cluster was shown this very one, under this very declaration.
bool may_adopt_once(const Record& record, const std::optional<WallTime>& create_time);

}  // namespace fwop::controller
