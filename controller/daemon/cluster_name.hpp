#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/clusters/types.hpp"

namespace fwop::controller {

/// Finds the clusters that a person means by a text. A text without a slash matches the metadata.name or the
/// cluster id, in every account. ACCOUNT/NAME and ACCOUNT/CLUSTER_ID match in that account only. If
/// ACCOUNT/CLUSTER_ID matches a cluster id, a cluster with that metadata.name does not count, so this form is
/// never ambiguous. All commands and pages use this class.
class ClusterNameMatch {
 public:
  explicit ClusterNameMatch(std::string_view asked);

  /// Call it once for each cluster. `name` is its metadata.name; empty when no manifest declares it.
  void consider(const api::ClusterKey& key, std::string_view name);

  /// The clusters that match, in the order of the consider() calls.
  [[nodiscard]] const std::vector<api::ClusterKey>& found() const;

 private:
  std::string asked_;
  std::string account_;  ///< The part before the slash; empty without a slash.
  std::string rest_;
  std::vector<api::ClusterKey> by_name_;
  std::vector<api::ClusterKey> by_full_id_;
};

}  // namespace fwop::controller
