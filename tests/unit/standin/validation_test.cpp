#include "api/standin/validation.hpp"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace fwop::api::standin {
namespace {

ClusterSpec a_spec() {
  ClusterSpec spec;
  spec.eks = EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"};
  return spec;
}

/// What check_spec() says about a spec with that change, or "ok".
std::string verdict(const std::function<void(ClusterSpec&)>& change) {
  auto spec = a_spec();
  change(spec);
  const auto refusal = check_spec(spec);
  if (!refusal) return "ok";
  EXPECT_EQ(refusal->http_status, 400);
  EXPECT_EQ(refusal->code, RpcCode::InvalidArgument);
  return refusal->message;
}

TEST(Validation, KnowsResourceIds) {
  for (const char* id : {"a", "prod", "a-1", "a--b"}) EXPECT_TRUE(is_resource_id(id)) << id;
  EXPECT_TRUE(is_resource_id(std::string(63, 'a')));
  for (const char* id : {"", "1a", "-a", "a-", "A", "a_b", "a.b", "ä"})
    EXPECT_FALSE(is_resource_id(id)) << id;
  EXPECT_FALSE(is_resource_id(std::string(64, 'a')));
}

TEST(Validation, CountsTheDisplayNameInCodePoints) {
  std::string long_name;
  for (int i = 0; i < 63; ++i) long_name += "ü";
  EXPECT_EQ(verdict([&](auto& spec) { spec.display_name = long_name; }), "ok");
  EXPECT_EQ(verdict([&](auto& spec) { spec.display_name = long_name + "u"; }),
            "cluster.display_name must be fewer than 64 characters");
}

TEST(Validation, WantsExactlyOneKind) {
  EXPECT_EQ(verdict([](auto&) {}), "ok");
  EXPECT_NE(verdict([](auto& spec) { spec.fake.emplace(); }), "ok");
  EXPECT_NE(verdict([](auto& spec) { spec.eks.reset(); }), "ok");
  EXPECT_EQ(verdict([](auto& spec) {
              spec.eks.reset();
              spec.fake.emplace();
            }),
            "ok");
}

TEST(Validation, WantsTheRequiredFields) {
  EXPECT_EQ(verdict([](auto& spec) { spec.eks->aws_account_id = ""; }),
            "cluster.eks_cluster.aws_account_id is required");
  EXPECT_EQ(verdict([](auto& spec) { spec.eks->region = ""; }), "cluster.eks_cluster.region is required");
}

TEST(Validation, KnowsAccountsRegionsRolesAndBuckets) {
  for (const char* account : {"12345678901", "1234567890123", "12345678901a"})
    EXPECT_NE(verdict([&](auto& spec) { spec.eks->aws_account_id = account; }), "ok") << account;
  for (const char* region : {"us-east-1", "us-gov-west-1", "ap-southeast-10", "cn-north-1"})
    EXPECT_EQ(verdict([&](auto& spec) { spec.eks->region = region; }), "ok") << region;
  for (const char* region : {"us-east-1a", "US-EAST-1", "us--1", "us-1", "-east-1", "us-east-", "useast1"})
    EXPECT_NE(verdict([&](auto& spec) { spec.eks->region = region; }), "ok") << region;
  for (const char* role : {"arn:aws:iam::012345678901:role/a", "arn:aws-us-gov:iam::012345678901:role/path/a",
                           "arn:aws-cn:iam::012345678901:role/a"})
    EXPECT_EQ(verdict([&](auto& spec) { spec.eks->inference_role = role; }), "ok") << role;
  for (const char* role : {"a", "arn:aws:iam::012345678901:role/", "arn:aws:iam::01234567890:role/a",
                           "arn:AWS:iam::012345678901:role/a", "arn:aws:iam::012345678901:user/a", "arn:aws"})
    EXPECT_NE(verdict([&](auto& spec) { spec.eks->fireworks_manager_role = role; }), "ok") << role;
  EXPECT_EQ(verdict([](auto& spec) { spec.eks->storage_bucket_name = "bucket"; }), "ok");
  EXPECT_NE(verdict([](auto& spec) { spec.eks->storage_bucket_name = "arn:aws:s3:::bucket"; }), "ok");
  EXPECT_NE(verdict([](auto& spec) { spec.eks->storage_bucket_name = "s3://bucket"; }), "ok");
}

}  // namespace
}  // namespace fwop::api::standin
