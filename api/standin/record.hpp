#pragma once

#include <optional>
#include <string>

#include "api/clusters/types.hpp"

namespace fwop::api::standin {

/// A failure that comes to a cluster at a time.
struct Failure {
  WallTime at;
  ClusterStatus status;
};

/// One cluster as the world keeps it: what was done to it and when. Its state is computed from these, so
/// that no timer is needed and an old record tells what the state was then.
struct Record {
  ClusterSpec spec;
  WallTime created;
  WallTime updated;                  ///< The last effective update, or `created`.
  std::optional<WallTime> ready_at;  ///< Never, when stuck.
  std::optional<Failure> failure;    ///< Wins over ready_at once its time has come.
  std::optional<WallTime> deleting_since;
  WallTime gone_at;  ///< With deleting_since.
};

/// The cluster as an answer at `now` shows it.
Cluster show(const Record& record, const std::string& account_id, const std::string& cluster_id,
             WallTime now);
ClusterState state_at(const Record& record, WallTime now);
/// The last change of state or spec up to `now`.
WallTime updated_at(const Record& record, WallTime now);

}  // namespace fwop::api::standin
