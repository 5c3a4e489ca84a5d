#include "controller/plan/plan_hash.hpp"

#include <functional>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "engine_harness.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using testing::a_manifest;
using testing::EngineHarness;
using testing::ManifestBuilder;

/// What is declared of c1, and what is there.
struct Facts {
  std::string display_name = "Prod";
  bool declared = true;
  bool listed = true;  ///< The account was looked at.
  bool exists = true;
  ClusterState state = ClusterState::Ready;
  std::string actual_name = "Prod";
  std::string actual_region = "us-east-1";
  std::string actual_eks_name;
  std::string actual_bucket;
  std::chrono::seconds created{0};  ///< Later than usual.
  bool tells_create_time = true;
};

std::string hash_of(const Facts& facts, bool of_declaration = false) {
  EngineHarness harness;
  const ManifestBuilder declared = a_manifest("c1").with_display_name(facts.display_name);
  // Another keeps the account known.
  const auto other = a_manifest("other").build();
  if (facts.declared) {
    harness.declare({declared.build(), other});
  } else {
    harness.declare({other});
  }
  if (facts.listed) {
    auto actual =
        a_manifest("c1").with_display_name(facts.actual_name).with_region(facts.actual_region).build();
    api::ClusterSpec spec = *actual->spec;
    spec.eks->cluster_name = facts.actual_eks_name;
    spec.eks->storage_bucket_name = facts.actual_bucket;
    api::Cluster cluster = harness.cluster("c1", facts.state, spec);
    cluster.create_time.reset();
    if (facts.tells_create_time)
      cluster.create_time = WallTime(std::chrono::hours(24 * 365 * 50)) + facts.created;
    std::vector<api::Cluster> all = {harness.cluster("other", ClusterState::Ready, *other->spec)};
    if (facts.exists) all.insert(all.begin(), cluster);
    harness.list(std::move(all));
  }
  return of_declaration ? declaration_hash(harness.engine) : plan_hash(harness.engine);
}

TEST(PlanHash, IsTheSameForTheSameFacts) { EXPECT_EQ(hash_of({}), hash_of({})); }

TEST(PlanHash, EveryFactThatADecisionRestsOnChangesIt) {
  const std::vector<std::pair<const char*, std::function<void(Facts&)>>> changes = {
      {"another declaration", [](Facts& facts) { facts.display_name = "Other"; }},
      {"not declared", [](Facts& facts) { facts.declared = false; }},
      {"not looked at", [](Facts& facts) { facts.listed = false; }},
      {"absent", [](Facts& facts) { facts.exists = false; }},
      {"FAILED", [](Facts& facts) { facts.state = ClusterState::Failed; }},
      {"DELETING", [](Facts& facts) { facts.state = ClusterState::Deleting; }},
      {"another field there", [](Facts& facts) { facts.actual_name = "Somebody's"; }},
      {"another immutable field there", [](Facts& facts) { facts.actual_region = "eu-west-1"; }},
      {"another cluster of that id", [](Facts& facts) { facts.created = std::chrono::seconds(1); }},
      {"no createTime", [](Facts& facts) { facts.tells_create_time = false; }}};
  std::set<std::string> hashes = {hash_of({})};
  for (const auto& [what, change] : changes) {
    Facts facts;
    change(facts);
    EXPECT_TRUE(hashes.insert(hash_of(facts)).second) << what;
  }
}

TEST(PlanHash, TextsThatAreOneTextWhenJoinedDifferInIt) {
  Facts one;
  one.actual_eks_name = "prod";
  one.actual_bucket = "uction";
  Facts other;
  other.actual_eks_name = "product";
  other.actual_bucket = "ion";
  EXPECT_NE(hash_of(one), hash_of(other));
}

TEST(PlanHash, WhatMovesByItselfDoesNotChangeIt) {
  Facts creating;
  creating.state = ClusterState::Creating;
  EXPECT_EQ(hash_of(creating), hash_of({}));
}

TEST(PlanHash, ADeclarationIsHashedByItself) {
  Facts failed;
  failed.state = ClusterState::Failed;
  EXPECT_EQ(hash_of(failed, true), hash_of({}, true));
  Facts renamed;
  renamed.display_name = "Other";
  EXPECT_NE(hash_of(renamed, true), hash_of({}, true));
  EXPECT_NE(hash_of({}, true), hash_of({}));
}

}  // namespace
}  // namespace fwop::controller
