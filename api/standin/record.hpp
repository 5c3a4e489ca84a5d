#pragma once

#include <optional>
#include <string>

#include "api/clusters/types.hpp"

namespace fwop::api::standin {

/// A failure that a cluster has from a certain time on.
struct Failure {
  WallTime at;
  ClusterStatus status;
};

/// One cluster in the world: what was done to it, and when. Its state is computed from this, so that no timer
/// is needed, and an old record shows the state of its time.
struct Record {
  ClusterSpec spec;
  WallTime created;
  WallTime updated;                  ///< The last effective update, or `created`.
  std::optional<WallTime> ready_at;  ///< Nothing: never.
  std::optional<Failure> failure;    ///< From its time on, overrides ready_at.
  std::optional<WallTime> deleting_since;
  WallTime gone_at;  ///< Valid only with deleting_since.
};

/// The cluster as an answer at `now` shows it.
Cluster show(const Record& record, const std::string& account_id, const std::string& cluster_id,
             WallTime now);
ClusterState state_at(const Record& record, WallTime now);
/// The last change of state or spec up to `now`.
WallTime updated_at(const Record& record, WallTime now);

}  // namespace fwop::api::standin
