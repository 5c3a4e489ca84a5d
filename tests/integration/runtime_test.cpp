#include <algorithm>

#include <gmock/gmock.h>

#include "runtime_fixture.hpp"

namespace fwop::controller {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::RuntimeTest;

TEST_F(RuntimeTest, APersonIsToldOnceWhatTheySaidIsDurable) {
  journal_.set(true);
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return journal_.begun() > 0; }));
  EXPECT_FALSE(told_);
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_TRUE(told_->done);
  EXPECT_THAT(journal_.suspended(), ElementsAre("c1"));
  EXPECT_THAT(api_.creates, ElementsAre());
}

TEST_F(RuntimeTest, APersonIsToldWhenTheJournalCannotKeepIt) {
  journal_.set(false, true);
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_FALSE(told_->done);
  EXPECT_THAT(told_->message, HasSubstr("ends with this process: the disk is full"));
  // It is tried again by itself.
  journal_.set(false, false);
  ASSERT_TRUE(run_until([&] { return !journal_.suspended().empty(); }));
}

TEST_F(RuntimeTest, ACallThatStillWaitsForTheJournalIsRecalled) {
  journal_.set(true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  // Its create waits for the commit after this one.
  declare({"c1", "c2"});
  ASSERT_EQ(engine_.cluster({"acme", "c2"}, Runtime::now())->reason, Reason::CreatePending);
  suspend("c2");
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return told_.has_value() && !api_.creates.empty(); }));
  EXPECT_TRUE(told_->done);
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
  EXPECT_THAT(left_, ElementsAre("c1")) << "the one that was recalled is said to leave";
  EXPECT_EQ(engine_.cluster({"acme", "c2"}, Runtime::now())->verdict, Verdict::Suspended);
}

/// One cluster whose create was refused, all of it written down: nothing is due before the next sweep, which
/// is later than a test waits.
class QuietRuntime : public RuntimeTest {
 protected:
  void SetUp() override {
    declare({"c1"});
    ASSERT_TRUE(run_until([this] { return !api_.creates.empty() && !journal_.messages().empty(); }));
    ASSERT_EQ(api_.lists, 1);
  }
};

TEST_F(QuietRuntime, APersonIsAnsweredThoughNothingElseHappens) {
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_TRUE(told_->done);
}

TEST_F(QuietRuntime, LooksWhenItIsAskedTo) {
  EXPECT_EQ(runtime_.reconcile_now(std::nullopt), 1U);
  EXPECT_TRUE(run_until([&] { return api_.lists == 2; }));
}

TEST_F(RuntimeTest, ACallIsSaidToLeaveOnceItsIntentIsDurable) {
  journal_.set(true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  run_what_is_ready();
  EXPECT_THAT(left_, ElementsAre());
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return !api_.creates.empty(); }));
  EXPECT_THAT(left_, ElementsAre("c1"));
}

TEST_F(RuntimeTest, WhatWasHeldLeavesWhenItIsHeldNoMore) {
  runtime_.hold(HoldKind::PlanNotApproved, "not approved");
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return api_.lists == 1; }));
  run_what_is_ready();
  EXPECT_THAT(api_.creates, ElementsAre());
  runtime_.release(HoldKind::PlanNotApproved);
  EXPECT_TRUE(run_until([&] { return !api_.creates.empty(); }));
}

TEST_F(RuntimeTest, AHoldKeepsBackWhatWaitsForTheCommitUnderWay) {
  journal_.set(true);
  declare({"c1"});
  // The commit holds the intent of its create already.
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  runtime_.hold(HoldKind::PlanNotApproved, "not approved");
  journal_.set(false);
  // The next one takes the intent back.
  ASSERT_TRUE(run_until([&] { return journal_.begun() >= 2; }));
  ASSERT_TRUE(run_until([&] { return journal_.record("c1") && !journal_.record("c1")->intent; }));
  EXPECT_THAT(api_.creates, ElementsAre());
  EXPECT_EQ(engine_.cluster({"acme", "c1"}, Runtime::now())->reason, Reason::PlanNotApproved);
  runtime_.release(HoldKind::PlanNotApproved);
  EXPECT_TRUE(run_until([&] { return !api_.creates.empty(); }));
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
}

TEST_F(RuntimeTest, AHoldKeepsBackWhatWaitsForTheNextCommit) {
  journal_.set(true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  declare({"c1", "c2"});
  runtime_.hold(HoldKind::PlanNotApproved, "not approved");
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return journal_.begun() >= 2; }));
  run_what_is_ready();
  EXPECT_THAT(api_.creates, ElementsAre());
  EXPECT_FALSE(journal_.ever_intended("c2"));
}

TEST_F(RuntimeTest, AHoldTakesNothingBackOfACallThatHasLeft) {
  api_.creates_wait = true;
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return !api_.creates.empty(); }));
  runtime_.hold(HoldKind::PlanNotApproved, "not approved");
  // Whatever that makes of the record is written with this, if not before.
  runtime_.record_event({{"acme", "c1"}, {}, EventType::Normal, Reason::Creating, "noted", 0});
  ASSERT_TRUE(run_until([&] {
    const auto messages = journal_.messages();
    return std::find(messages.begin(), messages.end(), "noted") != messages.end();
  }));
  ASSERT_TRUE(journal_.record("c1") && journal_.record("c1")->intent) << "nobody would look for what it did";
  api_.answer_creates();
  EXPECT_TRUE(run_until([&] { return journal_.record("c1")->owned; }));
}

TEST_F(RuntimeTest, AHoldDuringACommitThatFailsHoldsToo) {
  journal_.set(true, true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  runtime_.hold(HoldKind::PlanNotApproved, "not approved");
  journal_.set(false, true);
  ASSERT_TRUE(run_until([&] { return runtime_.journal_problem().has_value(); }));
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return !runtime_.journal_problem(); }));
  run_what_is_ready();
  EXPECT_THAT(api_.creates, ElementsAre());
  ASSERT_TRUE(run_until([&] { return journal_.record("c1").has_value(); }));
  EXPECT_FALSE(journal_.record("c1")->intent);
}

/// With a request timeout of 100 ms: a change that has not left 200 ms after it was decided is too late.
class HurriedRuntime : public RuntimeTest {
 protected:
  HurriedRuntime() : RuntimeTest(std::chrono::milliseconds(100)) {}
};

TEST_F(HurriedRuntime, AChangeThatCouldNotLeaveInTimeIsDecidedAnewAndLeavesOnce) {
  journal_.set(true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  const auto too_late = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
  ASSERT_TRUE(run_until([&] { return std::chrono::steady_clock::now() > too_late; }));
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return journal_.record("c1") && !journal_.record("c1")->intent; }));
  EXPECT_THAT(api_.creates, ElementsAre());
  EXPECT_THAT(left_, ElementsAre());
  ASSERT_TRUE(run_until([&] { return !api_.creates.empty(); }));
  EXPECT_THAT(left_, ElementsAre("c1"));
  EXPECT_THAT(journal_.messages(),
              Contains(HasSubstr("create did not leave: its intent took too long to become durable")));
}

TEST_F(RuntimeTest, NoChangeLeavesBeyondTheTimeThatIsAllowed) {
  runtime_.allow_changes_until(Runtime::now().steady);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.record("c1") && !journal_.record("c1")->intent; }));
  EXPECT_GE(api_.lists, 1) << "reads go on";
  EXPECT_THAT(api_.creates, ElementsAre());
  runtime_.allow_changes_until(std::nullopt);
  ASSERT_TRUE(run_until([&] { return !api_.creates.empty(); }));
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
}

TEST_F(RuntimeTest, AChangeIsNotWaitedForBeyondTheTimeThatIsAllowed) {
  runtime_.allow_changes_until(Runtime::now().steady + std::chrono::seconds(10));
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return !api_.creates.empty(); }));
  EXPECT_LE(api_.timeouts.front(), std::chrono::seconds(10));
  EXPECT_GE(api_.timeouts.front(), std::chrono::seconds(1));
}

}  // namespace
}  // namespace fwop::controller
