#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/clusters/types.hpp"

namespace fwop::controller {

/// Finds the clusters that a person means by a text: each whose metadata.name or cluster id it is, in any
/// account; or by ACCOUNT/ and one of both, in that account. There, a cluster id means that cluster alone,
/// even if another one has it as its name: so ACCOUNT/CLUSTER_ID is never ambiguous. Every command and page
/// finds clusters by it.
class ClusterNameMatch {
 public:
  explicit ClusterNameMatch(std::string_view asked);

  /// To be called once for each cluster; `name` is its metadata.name, or empty when no manifest declares it.
  void consider(const api::ClusterKey& key, std::string_view name);

  /// Those that are meant, in the order in which they were considered.
  [[nodiscard]] const std::vector<api::ClusterKey>& found() const;

 private:
  std::string asked_;
  std::string account_;  ///< What stands before the slash; empty when there is none.
  std::string rest_;
  std::vector<api::ClusterKey> by_name_;
  std::vector<api::ClusterKey> by_full_id_;
};

}  // namespace fwop::controller
