// What holds every change: a plan that nobody approved, a journal that cannot write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine_harness.hpp"
#include "truthful_api.hpp"

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;
using api::ClusterState;
using api::Verb;
using testing::a_manifest;
using ::testing::ElementsAre;
using testing::EngineHarness;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TruthfulApi;

class EngineHold : public ::testing::Test {
 protected:
  void hold(HoldKind kind, const std::string& why) {
    harness.hold(kind, why);
    world.answer_reads();
  }
  void release(HoldKind kind) {
    harness.release(kind);
    world.answer_reads();
  }
  /// Declares c1, which the account lacks: its create is the call that waits now.
  Call create_pending() {
    harness.declare({a_manifest("c1")});
    world.live(1s);
    return harness.expect(Verb::Create, "c1");
  }

  EngineHarness harness;
  TruthfulApi world{harness};
};

TEST_F(EngineHold, RecallsWhatWasDecidedAndHasNotLeft) {
  const Call create = create_pending();
  hold(HoldKind::PlanNotApproved, "not approved");
  // The runtime had it still: it stays there.
  EXPECT_THAT(harness.recalled, ElementsAre(create.id));
  harness.answer(create, NotSent{.message = "recalled", .cause = NotSent::Cause::Recalled});
  EXPECT_EQ(harness.view("c1").reason, Reason::PlanNotApproved);
  EXPECT_FALSE(harness.journal.at({"acme", "c1"}).intent);
  world.live(1h);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  release(HoldKind::PlanNotApproved);
  world.live(5s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 2U);
}

TEST_F(EngineHold, RecallsNothingWhenOnlyItsWordsChange) {
  create_pending();
  hold(HoldKind::PlanNotApproved, "first");
  harness.recalled.clear();
  hold(HoldKind::PlanNotApproved, "second");
  EXPECT_THAT(harness.recalled, IsEmpty());
}

TEST_F(EngineHold, DoesNotRecallReads) {
  harness.declare({a_manifest("c1")});
  ASSERT_EQ(harness.waiting(), "list");
  harness.hold(HoldKind::PlanNotApproved, "not approved");
  EXPECT_THAT(harness.recalled, IsEmpty());
}

TEST_F(EngineHold, EachHolderReleasesOnlyItsOwn) {
  hold(HoldKind::PlanNotApproved, "not approved");
  hold(HoldKind::JournalUnavailable, "disk full");
  harness.declare({a_manifest("c1")});
  world.live(5s);
  EXPECT_EQ(harness.view("c1").message, "PlanNotApproved: not approved; JournalUnavailable: disk full");
  release(HoldKind::PlanNotApproved);
  world.live(1min);
  EXPECT_EQ(harness.calls_of(Verb::Create), 0U);
  EXPECT_EQ(harness.view("c1").reason, Reason::JournalUnavailable);
  EXPECT_EQ(harness.view("c1").message, "disk full");
  release(HoldKind::JournalUnavailable);
  world.live(5s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
}

TEST_F(EngineHold, AnAnswerThatCameThroughEndsOnlyTheJournalsHold) {
  const Call create = create_pending();
  hold(HoldKind::PlanNotApproved, "not approved");
  // It had left already.
  harness.answer(create, harness.cluster("c1", ClusterState::Ready, *create.spec));
  world.put("c1", ClusterState::Ready, *create.spec,
            harness.cluster("c1", ClusterState::Ready, {}).create_time);
  world.live(2min);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  harness.declare({a_manifest("c1").with_display_name("new")});
  world.live(30s);
  EXPECT_EQ(harness.view("c1").reason, Reason::PlanNotApproved);
}

TEST_F(EngineHold, TheJournalHoldsUntilItIsTriedAgain) {
  const Call create = create_pending();
  harness.answer(create, NotSent{"the disk is full", true});
  EXPECT_EQ(harness.view("c1").reason, Reason::JournalUnavailable);
  EXPECT_EQ(harness.view("c1").message, "the disk is full");
  EXPECT_THAT(harness.recalled, IsEmpty());
  // Another one that is wanted now waits as well, and says why.
  harness.declare({a_manifest("c1"), a_manifest("c2")});
  world.answer_reads();
  EXPECT_EQ(harness.view("c2").reason, Reason::JournalUnavailable);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  world.live(10s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 3U);
}

TEST_F(EngineHold, AChangeThatWasTooLateToLeaveIsDecidedAnewAndHoldsNoOther) {
  const Call create = create_pending();
  EXPECT_GT(create.deadline, harness.now().steady);
  harness.answer(create, NotSent{.message = "too slow", .cause = NotSent::Cause::TooLate});
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U) << "not at once, or it would spin";
  EXPECT_EQ(harness.events.back().message, "create did not leave: too slow; it is decided anew");
  harness.declare({a_manifest("c1"), a_manifest("c2")});
  world.answer_reads();
  EXPECT_EQ(harness.expect(Verb::Create, "c2").key.cluster_id, "c2");
  world.live(10s);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Progressing);
  EXPECT_EQ(harness.calls_of(Verb::Create), 3U);
}

TEST_F(EngineHold, APlanThatIsNotApprovedOutlivesTheJournalsTrouble) {
  const Call create = create_pending();
  harness.answer(create, NotSent{"the disk is full", true});
  hold(HoldKind::PlanNotApproved, "not approved");
  EXPECT_EQ(harness.view("c1").reason, Reason::PlanNotApproved);
  EXPECT_THAT(harness.view("c1").message, HasSubstr("not approved"));
  EXPECT_THAT(harness.view("c1").message, HasSubstr("the disk is full"));
  world.live(1h);
  EXPECT_EQ(harness.view("c1").message, "not approved");
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
}

}  // namespace
}  // namespace fwop::controller
