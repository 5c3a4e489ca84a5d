#include "controller/cli/init_documents.hpp"

#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "manifests/snapshot_builder.hpp"

namespace fwop::controller::cli {
namespace {

using manifests::read_terraform_outputs;
using nlohmann::json;
using testing::HasSubstr;

json module_outputs(const std::string& cluster, const std::string& account = "012345678901",
                    const std::string& partition = "aws", const std::string& region = "us-east-1") {
  const std::string role = "arn:" + partition + ":iam::" + account + ":role/";
  return {{"cluster_name", cluster},
          {"fireworks_manager_role_arn", role + "FireworksManagerRole"},
          {"s3_bucket_arn", "arn:" + partition + ":s3:::fireworks-bucket-x7"},
          {"metrics_writer_role_arn", role + "FireworksMetricWriterRole"},
          {"eks_load_balancer_controller_role_arn", role + "FireworksEKSLoadBalancerControllerRole"},
          {"inference_role_arn", role + "FireworksInferenceRole"},
          {"cluster_node_role_arn", role + "node"},
          {"eks_cluster_role_arn", role + "eks"},
          {"text_completion_ecr_repo_uri", account + ".dkr.ecr." + region + ".amazonaws.com/text-completion"},
          {"vpc_id", "vpc-1"},
          {"availability_zone_subnets", {{region + "a", "subnet-1"}, {region + "b", "subnet-2"}}}};
}

/// As `terraform output -json` wraps each output.
json wrapped(const json& outputs) {
  json result = json::object();
  for (const auto& [name, value] : outputs.items()) {
    result[name] = {{"sensitive", false}, {"type", "dynamic"}, {"value", value}};
  }
  return result;
}

InitDocuments documents_of(const json& outputs, const InitOptions& options = {}) {
  const auto clusters = read_terraform_outputs(outputs.dump());
  if (!clusters) return {.yaml = "", .findings = {clusters.error()}};
  const auto documents = init_documents(options, *clusters);
  return documents ? *documents : InitDocuments{.yaml = "", .findings = {documents.error()}};
}

TEST(InitDocuments, OfTheModulesExample) {
  const InitDocuments documents = documents_of(wrapped({{"fireworks_cluster", module_outputs("Prod_1")}}));
  EXPECT_EQ(documents.yaml,
            R"(apiVersion: fireworks.ai/v1alpha1
kind: FireworksCluster
metadata:
  name: prod-1
spec:
  # accountId: my-account   # the Fireworks account; or run with --account-id
  eksCluster:
    awsAccountId: "012345678901"
    region: us-east-1
    fireworksManagerRole: arn:aws:iam::012345678901:role/FireworksManagerRole
    clusterName: Prod_1
    storageBucketName: fireworks-bucket-x7
    metricWriterRole: arn:aws:iam::012345678901:role/FireworksMetricWriterRole
    loadBalancerControllerRole: arn:aws:iam::012345678901:role/FireworksEKSLoadBalancerControllerRole
    inferenceRole: arn:aws:iam::012345678901:role/FireworksInferenceRole
)");
  EXPECT_THAT(documents.findings, testing::IsEmpty());
}

TEST(InitDocuments, NestedFlatAndUnwrappedOutputsSayTheSame) {
  const json outputs = module_outputs("prod");
  const std::string yaml = documents_of(wrapped({{"fireworks_cluster", outputs}})).yaml;
  EXPECT_EQ(documents_of(wrapped(outputs)).yaml, yaml);
  EXPECT_EQ(documents_of(outputs).yaml, yaml);
  EXPECT_EQ(documents_of(wrapped({{"all", {{"clusters", {{"a", outputs}}}}}})).yaml, yaml);
}

TEST(InitDocuments, AMetricsRoleThatIsOffIsLeftOut) {
  for (const json& off : {json(""), json(nullptr)}) {
    json outputs = module_outputs("prod");
    outputs["metrics_writer_role_arn"] = off;
    const InitDocuments documents = documents_of(wrapped(outputs));
    EXPECT_THAT(documents.yaml, testing::Not(HasSubstr("metricWriterRole")));
    EXPECT_THAT(documents.findings, testing::IsEmpty());
  }
}

TEST(InitDocuments, TheRegionIsThatOfZonesOfEveryKind) {
  const auto region = [](std::vector<std::string> zones) {
    json outputs = module_outputs("prod");
    outputs.erase("text_completion_ecr_repo_uri");
    outputs["availability_zone_subnets"] = json::object();
    for (const std::string& zone : zones) outputs["availability_zone_subnets"][zone] = "subnet";
    return read_terraform_outputs(outputs.dump())->front().eks.region;
  };
  EXPECT_EQ(region({"us-east-1a", "us-east-1f"}), "us-east-1");
  EXPECT_EQ(region({"us-gov-west-1b"}), "us-gov-west-1");
  EXPECT_EQ(region({"us-west-2-lax-1a", "us-west-2a"}), "us-west-2");
  EXPECT_EQ(region({"us-east-1-wl1-bos-wlz-1"}), "us-east-1");
  EXPECT_EQ(region({"us-east-1a", "us-east-2a"}), "");
  EXPECT_EQ(region({"use1-az1"}), "");
}

TEST(InitDocuments, WithoutZonesOrRolesTheRepositoryTellsAccountAndRegion) {
  json outputs = module_outputs("prod");
  outputs.erase("availability_zone_subnets");
  for (const char* role : {"fireworks_manager_role_arn", "metrics_writer_role_arn", "inference_role_arn",
                           "eks_load_balancer_controller_role_arn"}) {
    outputs.erase(role);
  }
  const auto clusters = read_terraform_outputs(outputs.dump());
  ASSERT_TRUE(clusters);
  EXPECT_EQ(clusters->front().eks.region, "us-east-1");
  EXPECT_EQ(clusters->front().eks.aws_account_id, "012345678901");
}

TEST(InitDocuments, WhatIsNotKnownIsACommentedLineThatValidateNames) {
  json outputs = module_outputs("!!");
  outputs.erase("availability_zone_subnets");
  outputs.erase("text_completion_ecr_repo_uri");
  outputs["inference_role_arn"] = "arn:aws:iam::999999999999:role/Other";
  const InitDocuments documents = documents_of({{"7", outputs}});
  EXPECT_THAT(documents.yaml, HasSubstr("  # name: my-cluster   # the cluster's id\n"));
  EXPECT_THAT(documents.yaml,
              HasSubstr("    # awsAccountId: \"123456789012\"   # the outputs name several: 012345678901, "
                        "999999999999\n"));
  EXPECT_THAT(documents.yaml, HasSubstr("    # region: us-east-1   # no output names it\n"));
  EXPECT_THAT(documents.findings,
              testing::IsSupersetOf({HasSubstr("metadata is required"),
                                     HasSubstr("spec.eksCluster.awsAccountId is required"),
                                     HasSubstr("spec.eksCluster.region is required")}));
}

TEST(InitDocuments, FlagsWinOverTerraform) {
  const InitOptions options{
      .account_id = "acme",
      .name = "mine",
      .display_name = "Mine: all of it",
      .eks = {.region = "us-west-2", .inference_role = "arn:aws:iam::012345678901:role/I"}};
  const InitDocuments documents = documents_of(module_outputs("prod"), options);
  EXPECT_THAT(documents.yaml, HasSubstr("name: mine\n"));
  EXPECT_THAT(documents.yaml, HasSubstr("accountId: acme\n  displayName: \"Mine: all of it\"\n"));
  EXPECT_THAT(documents.yaml, HasSubstr("region: us-west-2\n"));
  EXPECT_THAT(documents.yaml, HasSubstr("inferenceRole: arn:aws:iam::012345678901:role/I\n"));
  EXPECT_THAT(documents.findings, testing::IsEmpty());
}

TEST(InitDocuments, FlagsAloneMakeOneToo) {
  const auto whole =
      init_documents({.name = "prod", .eks = {.aws_account_id = "012345678901", .region = "us-east-1"}}, {});
  EXPECT_THAT(whole->findings, testing::IsEmpty());
  const auto part = init_documents({.name = "prod"}, {});
  EXPECT_THAT(part->findings,
              testing::ElementsAre(HasSubstr("awsAccountId is required"), HasSubstr("region is required")));
}

TEST(InitDocuments, AFlagForOneClusterDoesNotFitSeveral) {
  const json outputs = {{"a", module_outputs("a")}, {"b", module_outputs("b")}};
  EXPECT_THAT(documents_of(outputs, {.name = "x"}).findings, testing::ElementsAre(HasSubstr("--name")));
  EXPECT_THAT(documents_of(outputs, {.eks = {.cluster_name = "x"}}).findings,
              testing::ElementsAre(HasSubstr("--cluster-name")));
  EXPECT_THAT(documents_of(outputs, {.eks = {.region = "us-east-1"}}).findings, testing::IsEmpty());
}

TEST(InitDocuments, WhatIsNoOutputOfTheModuleIsRefusedWithAdvice) {
  EXPECT_THAT(read_terraform_outputs("fireworks_cluster = {").error(), HasSubstr("-json"));
  for (const char* text :
       {"{}", "[]", "null", "7", R"({"cluster_name": {"value": "x", "type": "string"}})"}) {
    EXPECT_THAT(read_terraform_outputs(text).error(), HasSubstr("re-export")) << text;
  }
}

/// However the outputs are arranged, what they say completely becomes manifests that `validate` passes.
TEST(InitDocuments, CompleteOutputsBecomeManifestsThatAreValid) {
  struct Place {
    std::string region, partition;
  };
  const std::vector<Place> places = {
      {"us-east-1", "aws"}, {"cn-north-1", "aws-cn"}, {"us-gov-west-1", "aws-us-gov"}, {"ap-south-2", "aws"}};
  const std::vector<std::string> names = {"prod", "Prod_East", "9lives", "a", std::string(100, 'n'),
                                          "no",   "x--",       "1e5"};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
    const std::size_t count = 1 + below(4);
    json modules = json::object();
    for (std::size_t i = 0; i < count; ++i) {
      const Place& place = places[below(places.size())];
      std::string account;
      while (account.size() < 12) account += static_cast<char>('0' + below(10));
      json outputs = module_outputs(names[below(names.size())], account, place.partition, place.region);
      // Each cluster of its own, or the rules over all manifests would have their say.
      outputs["s3_bucket_arn"] = "arn:" + place.partition + ":s3:::" + std::to_string(1000 + i);
      if (below(3) == 0) outputs["metrics_writer_role_arn"] = below(2) == 0 ? json("") : json(nullptr);
      if (below(3) == 0) outputs.erase("inference_role_arn");
      if (below(4) == 0) outputs.erase("availability_zone_subnets");
      if (below(4) == 0 && outputs.contains("availability_zone_subnets"))
        outputs.erase("text_completion_ecr_repo_uri");
      modules[below(2) == 0 ? "cluster_" + std::to_string(i) : "Output " + std::to_string(i)] = outputs;
    }
    json root;
    switch (below(4)) {
      case 0: root = wrapped(modules); break;
      case 1: root = wrapped({{"clusters", modules}}); break;
      case 2: root = modules; break;
      default: {
        json list = json::array();
        for (const json& module : modules) list.push_back(module);
        root = wrapped({{"fireworks", list}, {"unrelated", "text"}});
      }
    }
    const InitDocuments documents = documents_of(root, {.account_id = below(2) == 0 ? "acme" : ""});
    ASSERT_THAT(documents.findings, testing::IsEmpty()) << documents.yaml;
    manifests::SnapshotBuilder builder({.decode = {.default_account_id = "acme", .limits = {}}});
    manifests::SourceReading reading;
    reading.files.push_back({.name = "clusters.yaml", .bytes = documents.yaml});
    const auto snapshot = builder.build(reading);
    ASSERT_THAT(snapshot->diagnostics, testing::IsEmpty()) << documents.yaml;
    ASSERT_EQ(snapshot->manifests.size(), count) << documents.yaml;
  }
}

}  // namespace
}  // namespace fwop::controller::cli
