#include "controller/engine/sweep.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;
using Next = Sweep::Next;

class SweepTest : public ::testing::Test {
 protected:
  static Now at(Duration time) { return {kStart + time, kWallStart + time}; }
  static Instant instant(Duration time) { return kStart + time; }
  /// Begins a walk and reads all of it, as one page.
  void walk(Duration time, std::size_t clusters, Duration next_due) {
    sweep.begin(at(time));
    sweep.await_page();
    ASSERT_EQ(sweep.page(clusters, ""), Next::Nothing);
    sweep.finish(instant(next_due));
  }

  static constexpr Instant kStart{std::chrono::hours(100)};
  static constexpr WallTime kWallStart{std::chrono::hours(24 * 365 * 56)};
  Sweep sweep{kStart};
};

TEST_F(SweepTest, IsDueAtOnceAndKnowsNothing) {
  EXPECT_EQ(sweep.due(), instant(0s));
  EXPECT_FALSE(sweep.running());
  EXPECT_FALSE(sweep.last_whole());
  EXPECT_EQ(sweep.clusters_seen(), 0U);
  EXPECT_EQ(sweep.number(), 0U);
}

TEST_F(SweepTest, ReadsPageAfterPage) {
  sweep.begin(at(1s));
  EXPECT_TRUE(sweep.running());
  EXPECT_EQ(sweep.next_token(), "");
  EXPECT_FALSE(sweep.awaits_page());
  sweep.await_page();
  EXPECT_TRUE(sweep.awaits_page());
  EXPECT_EQ(sweep.page(200, "two"), Next::Page);
  EXPECT_FALSE(sweep.awaits_page());
  EXPECT_EQ(sweep.next_token(), "two");
  sweep.await_page();
  EXPECT_EQ(sweep.page(7, ""), Next::Nothing);
  EXPECT_FALSE(sweep.last_whole()) << "a walk counts once it is finished";
  sweep.finish(instant(60s));
  ASSERT_TRUE(sweep.last_whole());
  EXPECT_EQ(sweep.last_whole()->began, instant(1s));
  EXPECT_EQ(sweep.last_whole()->began_wall, at(1s).wall);
  EXPECT_EQ(sweep.clusters_seen(), 207U);
  EXPECT_EQ(sweep.due(), instant(60s));
  EXPECT_FALSE(sweep.running());
}

TEST_F(SweepTest, AListThatComesBackToAPageNeverEnds) {
  sweep.begin(at(0s));
  EXPECT_EQ(sweep.page(1, "a"), Next::Page);
  EXPECT_EQ(sweep.page(1, "b"), Next::Page);
  EXPECT_EQ(sweep.page(1, "a"), Next::Endless);
  sweep.abort("the list does not end", instant(1s), instant(0s));
  // The same tokens in the next walk are no circle.
  sweep.begin(at(1s));
  EXPECT_EQ(sweep.page(1, "a"), Next::Page);
  EXPECT_EQ(sweep.page(1, "b"), Next::Page);
  EXPECT_EQ(sweep.page(1, ""), Next::Nothing);
}

TEST_F(SweepTest, AListOfTooManyPagesNeverEnds) {
  sweep.begin(at(0s));
  int pages = 1;
  while (sweep.page(1, std::to_string(pages)) == Next::Page) ++pages;
  EXPECT_EQ(pages, 10'000);
}

TEST_F(SweepTest, TheNextWalkWaitsAfterAFailure) {
  walk(0s, 3, 60s);
  sweep.begin(at(60s));
  sweep.await_page();
  sweep.abort("it broke off", instant(70s), instant(61s));
  EXPECT_FALSE(sweep.running());
  EXPECT_FALSE(sweep.awaits_page());
  EXPECT_EQ(sweep.due(), instant(70s));
  EXPECT_EQ(sweep.problem(), "it broke off");
  EXPECT_EQ(sweep.clusters_seen(), 3U) << "the last whole walk stands";
  sweep.hasten(1s, instant(62s));
  EXPECT_EQ(sweep.due(), instant(70s)) << "however much wants it";
  sweep.begin_at_once(instant(63s));
  EXPECT_EQ(sweep.due(), instant(63s)) << "but a person who asks is answered";
}

TEST_F(SweepTest, CountsFailuresInARowAndForEver) {
  for (int i = 1; i <= 3; ++i) {
    sweep.begin(at(0s));
    sweep.abort("no", instant(1s), instant(0s));
    EXPECT_EQ(sweep.failures(), static_cast<std::uint32_t>(i));
  }
  walk(1s, 1, 60s);
  EXPECT_EQ(sweep.failures(), 0U);
  EXPECT_EQ(sweep.problem(), "");
  EXPECT_EQ(sweep.failed(), 3U);
  EXPECT_EQ(sweep.completed(), 1U);
  EXPECT_EQ(sweep.number(), 4U);
}

TEST_F(SweepTest, AWalkThatIsGivenUpIsNoFailureOfTheList) {
  walk(0s, 1, 60s);
  sweep.begin(at(60s));
  sweep.await_page();
  sweep.cancel(instant(61s));
  EXPECT_EQ(sweep.failures(), 0U);
  EXPECT_EQ(sweep.problem(), "");
  EXPECT_EQ(sweep.failed(), 1U);
  EXPECT_EQ(sweep.due(), instant(61s));
  EXPECT_FALSE(sweep.running());
  EXPECT_FALSE(sweep.awaits_page());
}

TEST_F(SweepTest, CancellingDoesNotEndTheWaitAfterAFailure) {
  sweep.begin(at(0s));
  sweep.abort("no", instant(30s), instant(0s));
  sweep.begin(at(5s));
  sweep.cancel(instant(6s));
  EXPECT_EQ(sweep.due(), instant(30s));
}

TEST_F(SweepTest, HasteningKeepsTheGapToTheWalkBefore) {
  sweep.hasten(10s, instant(0s));
  EXPECT_EQ(sweep.due(), instant(0s)) << "before the first there is no gap to keep";
  walk(0s, 1, 60s);
  sweep.hasten(10s, instant(2s));
  EXPECT_EQ(sweep.due(), instant(10s));
  sweep.hasten(20s, instant(3s));
  EXPECT_EQ(sweep.due(), instant(10s)) << "never later than it is due already";
  walk(10s, 1, 70s);
  sweep.hasten(10s, instant(65s));
  EXPECT_EQ(sweep.due(), instant(65s));
}

TEST_F(SweepTest, HasteningAWalkThatRunsChangesNothing) {
  walk(0s, 1, 60s);
  sweep.begin(at(1s));
  sweep.hasten(0s, instant(2s));
  EXPECT_EQ(sweep.due(), instant(60s));
}

TEST_F(SweepTest, RemembersStrangersOfTheLastWholeWalkAndOfTheOneUnderWay) {
  sweep.begin(at(0s));
  sweep.note_stranger("x");
  EXPECT_TRUE(sweep.lists_stranger("x"));
  sweep.cancel(instant(0s));
  EXPECT_FALSE(sweep.lists_stranger("x")) << "a walk that was given up says nothing";
  sweep.begin(at(1s));
  sweep.note_stranger("y");
  sweep.page(1, "");
  sweep.finish(instant(60s));
  EXPECT_TRUE(sweep.lists_stranger("y"));
  EXPECT_FALSE(sweep.lists_stranger("x"));
  sweep.begin(at(60s));
  sweep.note_stranger("z");
  EXPECT_TRUE(sweep.lists_stranger("y"));
  EXPECT_TRUE(sweep.lists_stranger("z"));
  sweep.page(1, "");
  sweep.finish(instant(120s));
  EXPECT_FALSE(sweep.lists_stranger("y"));
  EXPECT_TRUE(sweep.lists_stranger("z"));
}

TEST_F(SweepTest, WhatIsDisownedIsAStrangersInBothWalks) {
  walk(0s, 1, 60s);
  sweep.begin(at(60s));
  sweep.disown("c1");
  EXPECT_TRUE(sweep.lists_stranger("c1"));
  sweep.page(1, "");
  sweep.finish(instant(120s));
  EXPECT_TRUE(sweep.lists_stranger("c1")) << "this walk may have read it as ours";
  walk(120s, 1, 180s);
  EXPECT_FALSE(sweep.lists_stranger("c1"));
}

TEST_F(SweepTest, AFailureAndItsEndAreReportedOnce) {
  EXPECT_FALSE(sweep.report_recovery());
  EXPECT_TRUE(sweep.report_failure());
  EXPECT_FALSE(sweep.report_failure());
  EXPECT_TRUE(sweep.report_recovery());
  EXPECT_FALSE(sweep.report_recovery());
  EXPECT_TRUE(sweep.report_failure());
}

}  // namespace
}  // namespace fwop::controller
