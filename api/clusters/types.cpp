#include "api/clusters/types.hpp"

#include <array>

namespace fwop::api {
namespace {

constexpr std::string_view kAccountsPrefix = "accounts/";
constexpr std::string_view kClustersInfix = "/clusters/";

// Unrecognized has no name in the API, so it is not in the table.
struct StateName {
  ClusterState state;
  std::string_view name;
};
constexpr std::array<StateName, 5> kStates = {{
    {ClusterState::Unspecified, "STATE_UNSPECIFIED"},
    {ClusterState::Creating, "CREATING"},
    {ClusterState::Ready, "READY"},
    {ClusterState::Deleting, "DELETING"},
    {ClusterState::Failed, "FAILED"},
}};

}  // namespace

std::string to_string(const ClusterKey& key) {
  std::string name;
  name.reserve(kAccountsPrefix.size() + key.account_id.size() + kClustersInfix.size() +
               key.cluster_id.size());
  name.append(kAccountsPrefix).append(key.account_id).append(kClustersInfix).append(key.cluster_id);
  return name;
}

std::string account_and_id(const ClusterKey& key) { return key.account_id + "/" + key.cluster_id; }

std::optional<ClusterKey> parse_cluster_name(std::string_view resource_name) {
  if (!resource_name.starts_with(kAccountsPrefix)) return std::nullopt;
  resource_name.remove_prefix(kAccountsPrefix.size());
  const auto infix = resource_name.find(kClustersInfix);
  if (infix == std::string_view::npos) return std::nullopt;
  const auto account = resource_name.substr(0, infix);
  const auto cluster = resource_name.substr(infix + kClustersInfix.size());
  if (account.empty() || cluster.empty()) return std::nullopt;
  if (account.find('/') != std::string_view::npos || cluster.find('/') != std::string_view::npos)
    return std::nullopt;
  return ClusterKey{.account_id = std::string(account), .cluster_id = std::string(cluster)};
}

std::string_view cluster_state_name(ClusterState state) {
  for (const auto& entry : kStates) {
    if (entry.state == state) return entry.name;
  }
  return "UNRECOGNIZED";
}

ClusterState cluster_state_from_name(std::string_view name) {
  if (name.empty()) return ClusterState::Unspecified;
  for (const auto& entry : kStates) {
    if (entry.name == name) return entry.state;
  }
  return ClusterState::Unrecognized;
}

}  // namespace fwop::api
