#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifests/directory/directory_source.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::manifests {
namespace {

SourceReading read_examples() { return read_paths({FWOP_EXAMPLES_DIR}, DecodeLimits{}); }

std::shared_ptr<const Snapshot> examples_snapshot() {
  SnapshotBuilder builder({.decode = {.default_account_id = "my-account", .limits = {}}});
  return builder.build(read_examples());
}

TEST(Examples, DecodeWithoutADiagnostic) {
  const auto snapshot = examples_snapshot();
  for (const Diagnostic& diagnostic : snapshot->diagnostics) ADD_FAILURE() << to_string(diagnostic);
  EXPECT_EQ(snapshot->broken_files, 0U);
  EXPECT_TRUE(snapshot->absence_is_meaningful);
  EXPECT_GE(snapshot->manifests.size(), 10U);
}

TEST(Examples, CanAllBecomeReadyTogether) {
  const auto snapshot = examples_snapshot();
  for (const auto& manifest : snapshot->manifests) {
    EXPECT_FALSE(manifest->policy.suspend) << manifest->name();
    EXPECT_EQ(manifest->key.account_id, "my-account") << manifest->name();
  }
}

TEST(Examples, ShowEveryFieldOfTheSpec) {
  bool every_eks_field = false;
  bool every_fake_field = false;
  const auto snapshot = examples_snapshot();
  for (const auto& manifest : snapshot->manifests) {
    const auto& spec = *manifest->spec;
    every_eks_field |= spec.eks && !spec.eks->workload_identity_pool_provider_id.empty() &&
                       !spec.eks->inference_role.empty() &&
                       !spec.eks->load_balancer_controller_role.empty() &&
                       !spec.eks->metric_writer_role.empty() && !spec.eks->storage_bucket_name.empty();
    every_fake_field |= spec.fake && !spec.fake->project_id.empty() && !spec.fake->location.empty() &&
                        !spec.fake->cluster_name.empty();
  }
  EXPECT_TRUE(every_eks_field);
  EXPECT_TRUE(every_fake_field);
}

TEST(Examples, KeepLeadingZerosAndCharactersBeyondTheBasicPlane) {
  const auto snapshot = examples_snapshot();
  const auto named = [&](std::string_view name) {
    for (const auto& manifest : snapshot->manifests) {
      if (manifest->name() == name) return manifest;
    }
    throw std::out_of_range(std::string(name));
  };
  EXPECT_EQ(named("lab-ca-central-1")->spec->eks->aws_account_id, "012345678901");
  EXPECT_EQ(named("batch-ap-south-1")->spec->display_name, "Batch Mumbai 🚀");
}

}  // namespace
}  // namespace fwop::manifests
