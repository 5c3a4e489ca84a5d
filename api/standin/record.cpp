#include "api/standin/record.hpp"

#include <algorithm>

namespace fwop::api::standin {

ClusterState state_at(const Record& record, WallTime now) {
  if (record.deleting_since) return ClusterState::Deleting;
  if (record.failure && record.failure->at <= now) return ClusterState::Failed;
  if (record.ready_at && *record.ready_at <= now) return ClusterState::Ready;
  return ClusterState::Creating;
}

WallTime updated_at(const Record& record, WallTime now) {
  switch (state_at(record, now)) {
    case ClusterState::Deleting: return std::max(record.updated, *record.deleting_since);
    case ClusterState::Failed: return std::max(record.updated, record.failure->at);
    case ClusterState::Ready: return std::max(record.updated, *record.ready_at);
    case ClusterState::Creating:
    case ClusterState::Unspecified:
    case ClusterState::Unrecognized: break;
  }
  return record.updated;
}

Cluster show(const Record& record, const std::string& account_id, const std::string& cluster_id,
             WallTime now) {
  Cluster cluster;
  cluster.name = to_string(ClusterKey{account_id, cluster_id});
  cluster.spec = record.spec;
  cluster.state = state_at(record, now);
  cluster.state_text = cluster_state_name(cluster.state);
  if (cluster.state == ClusterState::Failed) cluster.status = record.failure->status;
  cluster.create_time = record.created;
  cluster.update_time = updated_at(record, now);
  return cluster;
}

}  // namespace fwop::api::standin
