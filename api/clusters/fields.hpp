#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "api/clusters/types.hpp"

namespace fwop::api {

/// One string field of a message: its names in the API, and our member for it. The JSON codec, the manifest
/// decoder, the field mask and the diff all read these tables.
template <class Message>
struct StringField {
  std::string_view json;   ///< lowerCamelCase, as JSON and manifests spell it.
  std::string_view proto;  ///< snake_case, as a field mask spells it.
  SharedText Message::*member;
  bool required;
  /// It cannot be changed after create (contract, U2).
  bool immutable;
};

inline constexpr std::array<StringField<EksCluster>, 9> kEksFields = {{
    {"awsAccountId", "aws_account_id", &EksCluster::aws_account_id, true, true},
    {"region", "region", &EksCluster::region, true, true},
    {"fireworksManagerRole", "fireworks_manager_role", &EksCluster::fireworks_manager_role, false, false},
    {"clusterName", "cluster_name", &EksCluster::cluster_name, false, true},
    {"storageBucketName", "storage_bucket_name", &EksCluster::storage_bucket_name, false, false},
    {"metricWriterRole", "metric_writer_role", &EksCluster::metric_writer_role, false, false},
    {"loadBalancerControllerRole", "load_balancer_controller_role",
     &EksCluster::load_balancer_controller_role, false, false},
    {"workloadIdentityPoolProviderId", "workload_identity_pool_provider_id",
     &EksCluster::workload_identity_pool_provider_id, false, false},
    {"inferenceRole", "inference_role", &EksCluster::inference_role, false, false},
}};

inline constexpr std::array<StringField<FakeCluster>, 3> kFakeFields = {{
    {"projectId", "project_id", &FakeCluster::project_id, false, true},
    {"location", "location", &FakeCluster::location, false, true},
    {"clusterName", "cluster_name", &FakeCluster::cluster_name, false, true},
}};

/// One field in which two specs differ.
struct FieldDifference {
  std::string path;  ///< As a manifest spells it: "eksCluster.inferenceRole".
  std::string mask;  ///< As a field mask spells it: "eks_cluster.inference_role".
  std::string wanted;
  std::string actual;
  bool immutable = false;

  bool operator==(const FieldDifference&) const = default;
};

/// The fields in which `actual` differs from `wanted`. If `wanted` leaves a field empty, the server chooses
/// its value, unless `last_applied` (may be null) shows that we set it before: then it must become empty.
/// Another kind of cluster (eks against fake) is one immutable difference.
std::vector<FieldDifference> differences(const ClusterSpec& wanted, const ClusterSpec& actual,
                                         const ClusterSpec* last_applied);

/// `actual`, but with every field from `wanted` that `wanted` sets or `last_applied` (may be null) had set.
/// As the body of an update this is right whether the server merges or replaces (contract, U1).
ClusterSpec merged(const ClusterSpec& wanted, const ClusterSpec& actual, const ClusterSpec* last_applied);

}  // namespace fwop::api
