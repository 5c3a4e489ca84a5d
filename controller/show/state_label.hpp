#pragma once

#include <array>
#include <string_view>

#include "controller/model/view.hpp"

namespace fwop::controller {

/// Every value of the `state` label, and of a table's state column.
inline constexpr std::array<std::string_view, 8> kStateLabels = {
    "CREATING", "READY", "DELETING", "FAILED", "UNSPECIFIED", "UNRECOGNIZED", "ABSENT", "UNKNOWN"};

/// The label of the cluster: ABSENT if it did not exist when it was last read, UNKNOWN if it was not read
/// yet.
constexpr std::string_view state_label(const ClusterView& cluster) {
  if (!cluster.observed_at) return "UNKNOWN";
  if (!cluster.exists) return "ABSENT";
  switch (cluster.state) {
    case api::ClusterState::Unspecified: return "UNSPECIFIED";
    case api::ClusterState::Creating: return "CREATING";
    case api::ClusterState::Ready: return "READY";
    case api::ClusterState::Deleting: return "DELETING";
    case api::ClusterState::Failed: return "FAILED";
    case api::ClusterState::Unrecognized: return "UNRECOGNIZED";
  }
  return "UNRECOGNIZED";
}

}  // namespace fwop::controller
