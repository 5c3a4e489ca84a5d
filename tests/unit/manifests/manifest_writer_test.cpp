#include "manifests/manifest_writer.hpp"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest_texts.hpp"
#include "manifests/directory/directory_source.hpp"
#include "random_manifest.hpp"

namespace fwop::manifests {
namespace {

std::shared_ptr<const Manifest> only(const DecodedFile& file) {
  return file.manifests.size() == 1 ? file.manifests.front() : nullptr;
}

Manifest complete() {
  Manifest manifest;
  manifest.key = {.account_id = "012345678901", .cluster_id = "prod-us-east-1"};
  manifest.other_name = std::string("prod");
  manifest.labels = std::map<std::string, std::string>{
      {"team", "inference"}, {"on-call", "no"}, {"year", "2026"}, {"empty", ""}};
  manifest.spec = std::make_shared<const api::ClusterSpec>(api::ClusterSpec{
      .display_name = "Production: us-east-1",
      .eks = api::EksCluster{.aws_account_id = "012345678901",
                             .region = "us-east-1",
                             .fireworks_manager_role = "arn:aws:iam::012345678901:role/FireworksManagerRole",
                             .cluster_name = "prod",
                             .storage_bucket_name = "123-models",
                             .metric_writer_role = "arn:aws:iam::012345678901:role/M",
                             .load_balancer_controller_role = "arn:aws:iam::012345678901:role/L",
                             .workload_identity_pool_provider_id = "provider",
                             .inference_role = "arn:aws:iam::012345678901:role/I"}});
  manifest.policy = {.adoption = Adoption::Always,
                     .drift = Drift::Report,
                     .deletion = Deletion::Delete,
                     .on_failed = OnFailed::Recreate,
                     .suspend = Suspension{.reason = "CHG-4711",
                                           .owner = "jane@example.com",
                                           .until = parse_rfc3339("2026-12-24T18:00:00.5Z")}};
  return manifest;
}

TEST(ManifestWriter, WritesEveryFieldInTheOrderOfTheDesign) {
  EXPECT_EQ(to_yaml(complete()),
            R"(apiVersion: fireworks.ai/v1alpha1
kind: FireworksCluster
metadata:
  name: prod
  labels:
    empty: ""
    on-call: "no"
    team: inference
    year: "2026"
spec:
  accountId: "012345678901"
  clusterId: prod-us-east-1
  displayName: "Production: us-east-1"
  eksCluster:
    awsAccountId: "012345678901"
    region: us-east-1
    fireworksManagerRole: arn:aws:iam::012345678901:role/FireworksManagerRole
    clusterName: prod
    storageBucketName: "123-models"
    metricWriterRole: arn:aws:iam::012345678901:role/M
    loadBalancerControllerRole: arn:aws:iam::012345678901:role/L
    workloadIdentityPoolProviderId: provider
    inferenceRole: arn:aws:iam::012345678901:role/I
  policy:
    adoption: Always
    drift: Report
    deletion: Delete
    onFailed: Recreate
    suspend:
      reason: CHG-4711
      owner: jane@example.com
      until: "2026-12-24T18:00:00.5Z"
)");
}

TEST(ManifestWriter, LeavesOutWhatIsDefaultOrUnset) {
  Manifest manifest;
  manifest.key = {.account_id = "acme", .cluster_id = "rehearsal"};
  manifest.spec = std::make_shared<const api::ClusterSpec>(api::ClusterSpec{.fake = api::FakeCluster{}});
  EXPECT_EQ(to_yaml(manifest),
            "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: rehearsal\n"
            "spec:\n  accountId: acme\n  fakeCluster: {}\n");
}

TEST(ManifestWriter, DecodesToTheSameManifest) {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const Manifest manifest = random_manifest(dice);
    const std::string yaml = to_yaml(manifest);
    const DecodedFile decoded = decode(yaml);
    const auto again = only(decoded);
    ASSERT_TRUE(again) << yaml << testing::PrintToString(decoded.diagnostics);
    ASSERT_EQ(again->key, manifest.key) << yaml;
    ASSERT_EQ(again->name(), manifest.name()) << yaml;
    ASSERT_EQ(again->labels, manifest.labels) << yaml;
    ASSERT_EQ(*again->spec, *manifest.spec) << yaml;
    ASSERT_EQ(again->policy, manifest.policy) << yaml;
    ASSERT_EQ(again->digest, manifest.digest) << yaml;
    ASSERT_EQ(to_yaml(*again), yaml);
  }
}

TEST(ManifestWriter, WritesTheExamplesSoThatTheySayTheSame) {
  const auto reading = read_paths({FWOP_EXAMPLES_DIR}, DecodeLimits{});
  std::size_t documents = 0;
  for (const SourceFile& file : reading.files) {
    for (const auto& manifest : decode(file.bytes, file.name).manifests) {
      const auto again = only(decode(to_yaml(*manifest)));
      ASSERT_TRUE(again) << to_yaml(*manifest);
      EXPECT_EQ(again->key, manifest->key);
      EXPECT_EQ(again->labels, manifest->labels);
      EXPECT_EQ(again->digest, manifest->digest) << to_yaml(*manifest);
      ++documents;
    }
  }
  EXPECT_GE(documents, 10U);
}

TEST(ManifestWriter, QuotesWhatAnyReaderWouldTakeForSomethingElse) {
  for (const char* text :
       {"",   "012345678901", "1.5",      "0x1F", "1e3",  "true", "No", "y",  "N",  "off", "null",
        "~",  "2026-12-24",   "12:30:45", "- a",  "a: b", "a #b", "a:", " a", "a ", "&a",  "*a",
        "!a", "{a",           "[a",       "%a",   "@a",   "`a",   "'a", "=",  "<<", "?a"}) {
    EXPECT_EQ(yaml_scalar(text), "\"" + std::string(text) + "\"");
  }
  EXPECT_EQ(yaml_scalar("a\"\\\n\x07\xC2\x85\xE2\x80\xA8"), R"("a\"\\\n\x07\x85\u2028")");
  for (const char* text :
       {"us-east-1", "arn:aws:iam::1:role/a/B", "Lab Montréal", "jane@example.com", "a, b (c)"}) {
    EXPECT_EQ(yaml_scalar(text), text);
  }
}

TEST(ManifestWriter, PlaceholdersStandWhereTheFieldBelongs) {
  Manifest manifest;
  manifest.key.cluster_id = "prod";
  manifest.spec = std::make_shared<const api::ClusterSpec>(
      api::ClusterSpec{.eks = api::EksCluster{.region = "us-east-1"}});
  const std::string yaml =
      to_yaml(manifest, {{"spec.eksCluster.awsAccountId", {"123456789012", "12 digits"}},
                         {"spec.eksCluster.region", {"us-east-1", "not used: it is set"}}});
  EXPECT_EQ(
      yaml,
      "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  name: prod\n"
      "spec:\n  eksCluster:\n    # awsAccountId: \"123456789012\"   # 12 digits\n    region: us-east-1\n");
}

}  // namespace
}  // namespace fwop::manifests
