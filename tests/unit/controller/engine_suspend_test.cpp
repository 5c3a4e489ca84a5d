#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine_harness.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

JournalContents what_is_durable(const EngineHarness& harness) {
  JournalContents contents;
  for (const auto& [key, record] : harness.journal) contents.records.push_back(record);
  return contents;
}

TEST(EngineSuspend, NothingIsCreatedUntilItIsResumed) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  EXPECT_TRUE(harness.suspend("c1"));
  harness.list();
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_THAT(harness.view("c1").message, HasSubstr("suspended by command of ann: a freeze"));
  EXPECT_TRUE(harness.resume("c1"));
  harness.expect(Verb::Create, "c1");
  EXPECT_FALSE(harness.resume("c1"));
}

TEST(EngineSuspend, ItEndsByItself) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.suspend("c1", 30s);
  harness.list();
  harness.pass(29s);
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
  harness.pass(2s);
  harness.expect(Verb::Create, "c1");
  EXPECT_FALSE(harness.journal.begin()->second.suspended);
}

TEST(EngineSuspend, ItOutlivesARestartBeforeAnythingWasCreated) {
  EngineHarness before;
  before.declare({a_manifest("c1")});
  before.suspend("c1");
  before.list();
  EngineHarness after({}, what_is_durable(before));
  after.declare({a_manifest("c1")});
  after.list();
  EXPECT_TRUE(after.quiet()) << after.waiting();
  EXPECT_EQ(after.view("c1").verdict, Verdict::Suspended);
}

TEST(EngineSuspend, DriftIsSeenAndNotHealed) {
  EngineHarness harness;
  const auto manifest = a_manifest("c1").with_display_name("declared").build();
  harness.declare({manifest});
  harness.list({harness.cluster("c1", ClusterState::Ready, *manifest->spec)});
  ASSERT_EQ(harness.view("c1").verdict, Verdict::Ready);
  harness.suspend("c1");
  const auto drifted = a_manifest("c1").with_display_name("by hand").build();
  harness.pass(66s);
  harness.list({harness.cluster("c1", ClusterState::Ready, *drifted->spec)});
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
  EXPECT_EQ(harness.view("c1").drift.size(), 1U);
  harness.resume("c1");
  harness.expect(Verb::Get, "c1");
}

TEST(EngineSuspend, ARemovedManifestIsNotFollowed) {
  EngineHarness harness;
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  const auto manifest = a_manifest("c1").with_policy(policy).build();
  const auto shown = harness.cluster("c1", ClusterState::Ready, *manifest->spec);
  harness.declare({manifest});
  harness.list({shown});
  harness.suspend("c1");
  harness.declare({});
  for (int i = 0; i < 3; ++i) {
    harness.pass(66s);
    harness.list({shown});
  }
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  harness.resume("c1");
  harness.answer(harness.expect(Verb::Get, "c1"), shown);
  harness.expect(Verb::Delete, "c1");
}

TEST(EngineSuspend, TheManifestsOwnSuspensionIsNotEndedByResume) {
  EngineHarness harness;
  manifests::Policy policy;
  policy.suspend = manifests::Suspension{"in Git", "bob", std::nullopt};
  harness.declare({a_manifest("c1").with_policy(policy)});
  harness.suspend("c1");
  harness.list();
  EXPECT_TRUE(harness.resume("c1"));
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
  EXPECT_THAT(harness.view("c1").message, HasSubstr("suspended by bob: in Git"));
}

TEST(EngineSuspend, AClusterThatNobodyKnowsIsNotSuspended) {
  EngineHarness harness;
  EXPECT_FALSE(harness.suspend("c1"));
  EXPECT_TRUE(harness.journal.empty());
}

}  // namespace
}  // namespace fwop::controller
