#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/boxed.hpp"
#include "api/base/shared_text.hpp"
#include "api/base/wall_time.hpp"

namespace fwop::api {

/// A cluster's identity: `accounts/{account_id}/clusters/{cluster_id}`.
struct ClusterKey {
  std::string account_id;
  std::string cluster_id;

  auto operator<=>(const ClusterKey&) const = default;
  bool operator==(const ClusterKey&) const = default;
};

/// The resource name `accounts/{account_id}/clusters/{cluster_id}`.
std::string to_string(const ClusterKey& key);
/// `{account_id}/{cluster_id}`, as people write it.
std::string account_and_id(const ClusterKey& key);
/// The key of a resource name; nothing when it has another form.
std::optional<ClusterKey> parse_cluster_name(std::string_view resource_name);

/// Contract, section 1.2. An empty string is the same as an absent field.
struct EksCluster {
  SharedText aws_account_id;  ///< 12 digits, leading zeros kept.
  SharedText region;
  SharedText fireworks_manager_role;
  SharedText cluster_name;
  SharedText storage_bucket_name;
  SharedText metric_writer_role;
  SharedText load_balancer_controller_role;
  SharedText workload_identity_pool_provider_id;
  SharedText inference_role;

  bool operator==(const EksCluster&) const = default;
};

/// Contract, section 1.3: Fireworks' own test double.
struct FakeCluster {
  SharedText project_id;
  SharedText location;
  SharedText cluster_name;

  bool operator==(const FakeCluster&) const = default;
};

/// What a caller may set: the contract's ClusterInput. A response may hold both kinds or neither.
struct ClusterSpec {
  std::string display_name;
  Boxed<EksCluster> eks;
  Boxed<FakeCluster> fake;

  bool operator==(const ClusterSpec&) const = default;
};

/// Contract, section 3. Absent or empty is Unspecified; a name we do not know is Unrecognized,
/// which is never taken for any other state.
enum class ClusterState : std::uint8_t { Unspecified, Creating, Ready, Deleting, Failed, Unrecognized };

/// "READY" and so on; "UNRECOGNIZED" for a state we do not know (its text is in Cluster::state_text).
std::string_view cluster_state_name(ClusterState state);
ClusterState cluster_state_from_name(std::string_view name);

/// Detail about the state. `code` is the rpc code's name ("OK" if absent); an unknown one is unchanged.
struct ClusterStatus {
  std::string code = "OK";
  std::string message;

  bool operator==(const ClusterStatus&) const = default;
};

/// A cluster as the API returns it (contract, section 1.1).
struct Cluster {
  std::string name;  ///< Resource name; empty if the answer had none.
  ClusterSpec spec;
  ClusterState state = ClusterState::Unspecified;
  std::string state_text;  ///< As the server wrote it.
  ClusterStatus status;
  std::optional<WallTime> create_time;
  std::optional<WallTime> update_time;
  /// The answer's Date header: the server's clock when it answered, in whole seconds. Not set within a page.
  std::optional<WallTime> date;

  bool operator==(const Cluster&) const = default;
};

/// An element of a page that does not follow the contract. The cluster exists; nothing else is known about
/// it.
struct UnreadableCluster {
  std::string name;  ///< Resource name; empty when that cannot be read either.
  std::string why;   ///< What is wrong, and where: "clusters[3].createTime: expected an RFC 3339 time, …".

  bool operator==(const UnreadableCluster&) const = default;
};

/// One page of a LIST (contract, section 6). `next_page_token` is empty on the last page.
struct ClusterPage {
  std::vector<Cluster> clusters;
  std::string next_page_token;
  std::optional<WallTime> date;  ///< As Cluster::date.
  std::vector<UnreadableCluster> unreadable;
};

}  // namespace fwop::api

template <>
struct std::hash<fwop::api::ClusterKey> {
  std::size_t operator()(const fwop::api::ClusterKey& key) const noexcept {
    const std::size_t seed = std::hash<std::string>{}(key.account_id);
    return seed ^
           (std::hash<std::string>{}(key.cluster_id) + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
  }
};
