#include "controller/model/server_clock.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;

const Instant kNow{std::chrono::hours(10)};
const WallTime kWall{std::chrono::hours(24 * 365 * 56)};

TEST(ServerClock, KnowsNothingBeforeTheFirstDate) { EXPECT_FALSE(ServerClock().at(kNow)); }

TEST(ServerClock, BoundsTheServersTimeByDateAndTheWayThereAndBack) {
  ServerClock clock;
  // Answered somewhere between both, at 10.0 s to 11.0 s of the server's second.
  clock.note(kWall, kNow, kNow + 200ms);
  const auto moment = clock.at(kNow + 200ms);
  ASSERT_TRUE(moment);
  EXPECT_EQ(moment->earliest, kWall);
  EXPECT_EQ(moment->latest, kWall + 1s + 200ms);
}

TEST(ServerClock, GetsCloserWithEachAnswerWhateverOurOwnClockSays) {
  ServerClock clock;
  const auto ahead = -24h + 300ms;
  for (int i = 0; i < 20; ++i) {
    const Instant began = kNow + i * 1370ms;
    const Instant answered = began + 40ms;
    const WallTime at_server = kWall + (began + 20ms - kNow) + ahead;
    clock.note(std::chrono::floor<std::chrono::seconds>(at_server), began, answered);
  }
  const Instant later = kNow + 30s;
  const auto moment = clock.at(later);
  const WallTime truth = kWall + (later - kNow) + ahead;
  EXPECT_LE(moment->earliest, truth);
  EXPECT_GE(moment->latest, truth);
  EXPECT_LE(moment->latest - moment->earliest, 200ms);
}

TEST(ServerClock, FollowsAClockThatIsSet) {
  ServerClock clock;
  clock.note(kWall, kNow, kNow + 100ms);
  clock.note(kWall + 1h, kNow + 10s, kNow + 10s + 100ms);
  const auto moment = clock.at(kNow + 10s);
  EXPECT_GE(moment->latest, kWall + 1h);
  EXPECT_GE(moment->earliest, kWall + 59min);
}

TEST(SameMoment, SurvivesBeingGivenInAnotherUnit) {
  const WallTime exact = kWall + 1s + 987654321ns;
  struct Case {
    WallTime spelled;
    bool same;
  } const cases[] = {
      {exact, true},
      {kWall + 1s + 987654us, true},  // cut to microseconds
      {kWall + 1s + 987655us, true},  // rounded up
      {kWall + 1s + 988ms, true},
      {kWall + 1s + 987ms, true},
      {kWall + 1s, true},
      {kWall + 2s, true},
      {kWall + 3s, false},
      {kWall, false},
      {exact + 1ns, false},
      {kWall + 1s + 986ms, false},
  };
  for (const Case& spelling : cases) {
    EXPECT_EQ(is_same_moment(exact, spelling.spelled), spelling.same) << (spelling.spelled - exact).count();
    EXPECT_EQ(is_same_moment(spelling.spelled, exact), spelling.same);
  }
  EXPECT_TRUE(is_same_moment(std::optional<WallTime>(), std::nullopt));
  EXPECT_FALSE(is_same_moment(std::optional(exact), std::nullopt));
}

}  // namespace
}  // namespace fwop::controller
