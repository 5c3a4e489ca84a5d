#include "controller/daemon/cluster_name.hpp"

namespace fwop::controller {

ClusterNameMatch::ClusterNameMatch(std::string_view asked) : asked_(asked) {
  if (const auto slash = asked.find('/'); slash != std::string_view::npos) {
    account_ = asked.substr(0, slash);
    rest_ = asked.substr(slash + 1);
  }
}

void ClusterNameMatch::consider(const api::ClusterKey& key, std::string_view name) {
  if (asked_.empty()) return;
  const bool in_account = !account_.empty() && !rest_.empty() && key.account_id == account_;
  if (in_account && key.cluster_id == rest_) by_full_id_.push_back(key);
  if (key.cluster_id == asked_ || name == asked_ ||
      (in_account && (key.cluster_id == rest_ || name == rest_)))
    by_name_.push_back(key);
}

const std::vector<api::ClusterKey>& ClusterNameMatch::found() const {
  return by_full_id_.empty() ? by_name_ : by_full_id_;
}

}  // namespace fwop::controller
