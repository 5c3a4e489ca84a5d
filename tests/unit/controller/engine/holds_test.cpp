#include "controller/engine/holds.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::hours(10)};

TEST(Holds, NothingHoldsAtFirst) {
  const Holds holds;
  EXPECT_FALSE(holds.in_force(kNow));
  EXPECT_FALSE(holds.until_released());
  EXPECT_EQ(holds.why(HoldKind::PlanNotApproved), nullptr);
}

TEST(Holds, OneHoldSaysWhy) {
  Holds holds;
  EXPECT_TRUE(holds.hold(HoldKind::PlanNotApproved, "not approved"));
  ASSERT_TRUE(holds.in_force(kNow));
  EXPECT_EQ(holds.in_force(kNow)->reason, Reason::PlanNotApproved);
  EXPECT_EQ(holds.in_force(kNow)->message, "not approved");
  EXPECT_FALSE(holds.in_force(kNow)->until);
  EXPECT_TRUE(holds.until_released());
  EXPECT_EQ(*holds.why(HoldKind::PlanNotApproved), "not approved");
}

TEST(Holds, TheSameKindHoldsOnceAndSaysTheLatest) {
  Holds holds;
  holds.hold(HoldKind::PlanNotApproved, "first");
  EXPECT_FALSE(holds.hold(HoldKind::PlanNotApproved, "second"));
  EXPECT_EQ(holds.in_force(kNow)->message, "second");
  EXPECT_TRUE(holds.release(HoldKind::PlanNotApproved));
  EXPECT_FALSE(holds.release(HoldKind::PlanNotApproved));
  EXPECT_FALSE(holds.in_force(kNow));
}

TEST(Holds, EachKindReleasesOnlyItsOwn) {
  Holds holds;
  holds.hold(HoldKind::JournalUnavailable, "disk full");
  EXPECT_TRUE(holds.hold(HoldKind::PlanNotApproved, "not approved"));
  EXPECT_EQ(holds.in_force(kNow)->reason, Reason::PlanNotApproved) << "the first kind, not the first to come";
  EXPECT_EQ(holds.in_force(kNow)->message, "PlanNotApproved: not approved; JournalUnavailable: disk full");
  holds.release(HoldKind::PlanNotApproved);
  ASSERT_TRUE(holds.in_force(kNow));
  EXPECT_EQ(holds.in_force(kNow)->reason, Reason::JournalUnavailable);
  EXPECT_EQ(holds.in_force(kNow)->message, "disk full");
}

TEST(Holds, AHoldWithAnEndIsOverThen) {
  Holds holds;
  holds.hold(HoldKind::JournalUnavailable, "disk full", kNow + 5s);
  ASSERT_TRUE(holds.in_force(kNow + 5s - 1ms));
  EXPECT_EQ(holds.in_force(kNow)->until, kNow + 5s);
  EXPECT_FALSE(holds.until_released());
  EXPECT_FALSE(holds.in_force(kNow + 5s));
}

TEST(Holds, WithOneThatDoesNotEndTheyDoNotEndByThemselves) {
  Holds holds;
  holds.hold(HoldKind::JournalUnavailable, "disk full", kNow + 5s);
  holds.hold(HoldKind::PlanNotApproved, "not approved");
  EXPECT_FALSE(holds.in_force(kNow)->until);
  EXPECT_TRUE(holds.until_released());
  EXPECT_EQ(holds.in_force(kNow + 5s)->message, "not approved") << "what is over is not told";
}

TEST(Holds, EachKindHasTheReasonOfItsName) {
  EXPECT_EQ(reason_of(HoldKind::PlanNotApproved), Reason::PlanNotApproved);
  EXPECT_EQ(reason_of(HoldKind::JournalUnavailable), Reason::JournalUnavailable);
}

}  // namespace
}  // namespace fwop::controller
