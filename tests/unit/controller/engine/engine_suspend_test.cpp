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

const api::ClusterKey kC1{"acme", "c1"};

SuspendCommand by_alice(std::optional<WallTime> until = std::nullopt) {
  return {{.reason = "maintenance", .owner = "alice", .until = until}};
}

JournalContents what_is_durable(const EngineHarness& harness) {
  JournalContents contents;
  for (const auto& [key, record] : harness.journal) contents.records.push_back(record);
  return contents;
}

manifests::Policy deleting() {
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  return policy;
}

/// c1, which is READY as declared, with deletion: Delete.
struct OneReady {
  explicit OneReady(EngineHarness& harness)
      : manifest(a_manifest("c1").with_policy(deleting())),
        shown(harness.cluster("c1", ClusterState::Ready, *manifest->spec)) {
    harness.declare({manifest});
    harness.list({shown});
  }
  std::shared_ptr<const manifests::Manifest> manifest;
  api::Cluster shown;
};

std::size_t changes(const EngineHarness& harness) {
  return harness.calls_of(Verb::Create) + harness.calls_of(Verb::Update) + harness.calls_of(Verb::Delete);
}

TEST(EngineSuspend, SaysSoEverywhere) {
  EngineHarness harness;
  const OneReady one(harness);
  ASSERT_EQ(harness.view("c1").verdict, Verdict::Ready);
  const auto told = harness.tell("c1", by_alice(harness.now().wall + 1h));
  EXPECT_TRUE(told.done);
  EXPECT_THAT(told.message, HasSubstr("c1 is suspended by alice: maintenance (until "));
  const ClusterView view = harness.view("c1");
  EXPECT_EQ(view.verdict, Verdict::Suspended);
  EXPECT_EQ(view.reason, Reason::Suspended);
  EXPECT_THAT(view.message, HasSubstr("suspended by command by alice: maintenance (until "));
  EXPECT_EQ(view.conditions[ConditionType::Ready].status, ConditionStatus::False);
  EXPECT_EQ(view.conditions[ConditionType::Ready].reason, Reason::Suspended);
  EXPECT_EQ(view.conditions[ConditionType::Stalled].status, ConditionStatus::False);
  ASSERT_EQ(view.suspensions.size(), 1U);
  EXPECT_TRUE(view.suspensions[0].by_command);
  EXPECT_EQ(view.suspensions[0].what.owner, "alice");
  EXPECT_TRUE(harness.journal.at(kC1).suspend);
  ASSERT_FALSE(harness.events.empty());
  EXPECT_EQ(harness.events.back().reason, Reason::Suspended);
  EXPECT_EQ(std::count_if(harness.events.begin(), harness.events.end(),
                          [](const Event& event) { return event.reason == Reason::Suspended; }),
            1);
}

TEST(EngineSuspend, StillLooksButHealsNothing) {
  EngineHarness harness;
  OneReady one(harness);
  harness.tell("c1", by_alice());
  one.shown.spec.display_name = "changed by hand";
  for (int i = 0; i < 5; ++i) {
    harness.pass(66s);
    harness.list({one.shown});
  }
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_EQ(harness.view("c1").drift.size(), 1U);
  EXPECT_EQ(changes(harness), 0U);
  EXPECT_TRUE(harness.tell("c1", ResumeCommand{"bob"}).done);
  harness.answer(harness.expect(Verb::Get, "c1"), one.shown);
  harness.expect(Verb::Update, "c1");
}

TEST(EngineSuspend, CreatesNothing) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  EXPECT_TRUE(harness.tell("c1", by_alice()).done);
  harness.list();
  harness.pass(10min);
  EXPECT_EQ(changes(harness), 0U);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  harness.list();
  EXPECT_TRUE(harness.tell("c1", ResumeCommand{"bob"}).done);
  harness.find_nothing();
  harness.expect(Verb::Create, "c1");
}

TEST(EngineSuspend, OfWhatHasNoRecordYetOutlivesARestart) {
  EngineHarness first;
  first.declare({a_manifest("c1")});
  first.tell("c1", by_alice());
  EngineHarness second(testing::without_grace(), what_is_durable(first));
  // Even where the first sweep is over before the manifests are read.
  second.pass(1s);
  second.list();
  second.declare({a_manifest("c1")});
  second.pass(10min);
  EXPECT_EQ(second.view("c1").verdict, Verdict::Suspended);
  EXPECT_EQ(changes(second), 0U);
}

TEST(EngineSuspend, OfWhatHasNoRecordYetOutlivesASourceThatIsGoneForAWhile) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.tell("c1", by_alice());
  harness.list();
  harness.declare({}, false);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  harness.declare({});
  harness.pass(66s);
  harness.list();
  harness.declare({a_manifest("c1")});
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_EQ(changes(harness), 0U);
  // Neither declared nor suspended, there is nothing left to keep.
  harness.declare({});
  harness.tell("c1", ResumeCommand{"bob"});
  EXPECT_FALSE(harness.engine.cluster(kC1, harness.now()));
  EXPECT_FALSE(harness.journal.contains(kC1));
}

TEST(EngineSuspend, DeletesNothingThoughTheManifestIsGone) {
  EngineHarness harness;
  const OneReady one(harness);
  harness.tell("c1", by_alice());
  harness.declare({});
  for (int i = 0; i < 5; ++i) {
    harness.pass(66s);
    harness.list({one.shown});
  }
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_EQ(changes(harness), 0U);
  EXPECT_THAT(harness.tell("c1", by_alice()).message, HasSubstr("(deletion: Delete)"));
  harness.tell("c1", ResumeCommand{"bob"});
  harness.answer(harness.expect(Verb::Get, "c1"), one.shown);
  harness.expect(Verb::Delete, "c1");
}

TEST(EngineSuspend, OutlivesARestart) {
  EngineHarness first;
  OneReady one(first);
  first.tell("c1", by_alice());
  EngineHarness second(testing::without_grace(), what_is_durable(first));
  second.declare({one.manifest});
  one.shown.spec.display_name = "changed by hand";
  second.list({one.shown});
  EXPECT_EQ(second.view("c1").verdict, Verdict::Suspended);
  second.pass(1h);
  EXPECT_EQ(changes(second), 0U);
}

TEST(EngineSuspend, EndsByItselfToTheSecond) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.tell("c1", by_alice(harness.now().wall + 30s));
  harness.list();
  harness.pass(29s);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_EQ(changes(harness), 0U);
  // No sweep comes in between: the engine woke for it.
  harness.pass(2s);
  harness.expect(Verb::Create, "c1");
  EXPECT_TRUE(harness.view("c1").suspensions.empty());
  EXPECT_FALSE(harness.journal.at(kC1).suspend);
  const auto over = std::find_if(harness.events.begin(), harness.events.end(),
                                 [](const Event& event) { return event.reason == Reason::Resumed; });
  ASSERT_NE(over, harness.events.end());
  EXPECT_THAT(over->message, HasSubstr("by alice: maintenance"));
}

TEST(EngineSuspend, EndsWhileTheProcessIsDown) {
  EngineHarness first;
  first.declare({a_manifest("c1")});
  first.tell("c1", by_alice(first.now().wall + 30s));
  EngineHarness second(testing::without_grace(), what_is_durable(first));
  second.pass(1min);
  second.declare({a_manifest("c1")});
  second.list();
  second.expect(Verb::Create, "c1");
}

TEST(EngineSuspend, RecallsTheCallThatHasNotLeft) {
  EngineHarness harness;
  harness.declare({a_manifest("c1")});
  harness.list();
  const Call create = harness.expect(Verb::Create, "c1");
  EXPECT_THAT(harness.tell("c1", by_alice()).message, HasSubstr("its create was about to be sent"));
  ASSERT_EQ(harness.recalled.size(), 1U);
  EXPECT_EQ(harness.recalled[0], create.id);
  harness.answer(create, NotSent{.message = "suspended", .cause = NotSent::Cause::Recalled});
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_FALSE(harness.journal.at(kC1).intent);
  // It is not taken for trouble with the journal, and does not count against the brake.
  harness.tell("c1", ResumeCommand{"bob"});
  harness.expect(Verb::Create, "c1");
  EXPECT_EQ(harness.view("c1").reason, Reason::CreatePending);
}

TEST(EngineSuspend, TellsOfWhatHasLeftAndLearnsWhatBecameOfIt) {
  EngineHarness harness;
  const auto manifest = a_manifest("c1").build();
  harness.declare({manifest});
  harness.list();
  const Call create = harness.expect(Verb::Create, "c1");
  harness.tell("c1", by_alice());
  harness.fail(create, api::ErrorKind::Lost);
  harness.pass(5s);
  harness.answer(harness.expect(Verb::Get, "c1"),
                 harness.cluster("c1", ClusterState::Creating, *manifest->spec));
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
  EXPECT_TRUE(harness.view("c1").exists);
  EXPECT_EQ(changes(harness), 1U);
}

TEST(EngineSuspend, TheManifestsOwnCountsBesideIt) {
  EngineHarness harness;
  manifests::Policy policy;
  policy.suspend = manifests::Suspension{.reason = "freeze", .owner = "ops", .until = {}};
  harness.declare({a_manifest("c1").with_policy(policy)});
  harness.list();
  EXPECT_EQ(harness.view("c1").message, "suspended in its manifest by ops: freeze");
  const auto not_by_command = harness.tell("c1", ResumeCommand{"bob"});
  EXPECT_FALSE(not_by_command.done);
  EXPECT_THAT(not_by_command.message, HasSubstr("its manifest says policy.suspend by ops: freeze"));

  harness.tell("c1", by_alice(harness.now().wall + 30s));
  EXPECT_EQ(harness.view("c1").suspensions.size(), 2U);
  EXPECT_THAT(harness.view("c1").message, HasSubstr("; suspended in its manifest by ops: freeze"));
  // The command's ends first, and the message with it.
  harness.pass(31s);
  EXPECT_EQ(harness.view("c1").message, "suspended in its manifest by ops: freeze");

  harness.tell("c1", by_alice());
  EXPECT_THAT(harness.tell("c1", ResumeCommand{"bob"}).message, HasSubstr("still in its manifest"));
  harness.tell("c1", by_alice());
  harness.declare({a_manifest("c1")});
  EXPECT_EQ(harness.view("c1").message, "suspended by command by alice: maintenance");
  EXPECT_EQ(changes(harness), 0U);
}

TEST(EngineSuspend, SaysTheWayOutWhenTheManifestThatSuspendsIsGone) {
  EngineHarness harness;
  manifests::Policy policy = deleting();
  policy.suspend = manifests::Suspension{};
  const auto manifest = a_manifest("c1").with_policy(deleting()).build();
  const api::Cluster shown = harness.cluster("c1", ClusterState::Ready, *manifest->spec);
  harness.declare({manifest});
  harness.list({shown});
  harness.declare({a_manifest("c1").with_policy(policy)});
  harness.declare({});
  harness.pass(66s);
  harness.list({shown});
  EXPECT_EQ(harness.view("c1").message, "suspended in its manifest");
  EXPECT_THAT(harness.tell("c1", ResumeCommand{"bob"}).message, HasSubstr("or abandon the cluster"));
  EXPECT_TRUE(harness.tell("c1", AbandonCommand{"bob"}).done);
  EXPECT_FALSE(harness.engine.cluster(kC1, harness.now()));
}

TEST(EngineSuspend, ALaterOneReplacesAnEarlierOne) {
  EngineHarness harness;
  const OneReady one(harness);
  harness.tell("c1", by_alice(harness.now().wall + 30s));
  harness.tell("c1", {SuspendCommand{{.reason = "longer", .owner = "bob", .until = {}}}});
  harness.pass(10min);
  EXPECT_EQ(harness.view("c1").message, "suspended by command by bob: longer");
}

TEST(EngineSuspend, RefusesWhatIsOverOrUnknown) {
  EngineHarness harness;
  const OneReady one(harness);
  const auto over = harness.tell("c1", by_alice(harness.now().wall - 1s));
  EXPECT_FALSE(over.done);
  EXPECT_THAT(over.message, HasSubstr("is over already"));
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  EXPECT_FALSE(harness.tell("c1", ResumeCommand{"bob"}).done);
  EXPECT_FALSE(harness.tell("c9", by_alice()).done);
}

}  // namespace
}  // namespace fwop::controller
