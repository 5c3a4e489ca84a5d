#include <gtest/gtest.h>

#include "api/base/backoff.hpp"
#include "controller/engine/brake.hpp"
#include "controller/engine/budget.hpp"
#include "controller/engine/gate.hpp"
#include "controller/engine/poll_curve.hpp"
#include "controller/engine/ready_history.hpp"
#include "controller/engine/work_queue.hpp"

namespace fwop::controller {
namespace {

using namespace std::chrono_literals;

const Instant kNow{std::chrono::hours(10)};
const WallTime kWall{std::chrono::hours(24 * 365 * 56)};

TEST(Backoff, DoublesToItsCapAndIsJittered) {
  EXPECT_EQ(doubled(1s, 120s, 3), Duration(8s));
  EXPECT_EQ(doubled(1s, 120s, 30), Duration(120s));
  Random random(1);
  Duration least = 120s;
  Duration most = 0s;
  for (int i = 0; i < 1000; ++i) {
    const Duration delay = backoff_delay(1s, 120s, 10, random);
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  EXPECT_GE(least, Duration(60s));
  EXPECT_LT(least, Duration(65s));
  EXPECT_GT(most, Duration(110s));
  EXPECT_LE(most, Duration(120s));
}

TEST(Budget, GivesItsBurstAndThenItsRate) {
  Budget budget(20, 40, kNow);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(budget.take(kNow));
  EXPECT_FALSE(budget.take(kNow));
  const Instant next = budget.ready_at(kNow);
  EXPECT_LE(next, kNow + 52ms);
  EXPECT_TRUE(budget.take(next));
  EXPECT_FALSE(budget.take(next));
}

TEST(Budget, OfZeroIsNoLimit) {
  Budget budget(0, 1, kNow);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(budget.take(kNow));
}

TEST(Gate, LetsAProbeThroughWhenItsTimeHasComeAndOpensOnSuccess) {
  AccountGate gate;
  EXPECT_TRUE(gate.open());
  gate.close(Reason::Throttled, "slow down", kNow, kNow + 5s);
  EXPECT_FALSE(gate.probe_due(kNow + 4s));
  EXPECT_TRUE(gate.probe_due(kNow + 5s));
  EXPECT_TRUE(gate.open_up(kNow + 5s));
  EXPECT_TRUE(gate.open());
  EXPECT_FALSE(gate.open_up(kNow + 6s));
}

TEST(Gate, TakesCallsThatLeftTogetherForOneEvent) {
  AccountGate gate;
  gate.close(Reason::Throttled, "slow down", kNow, kNow + 5s);
  EXPECT_TRUE(gate.knows(kNow - 1s));
  EXPECT_TRUE(gate.knows(kNow));
  EXPECT_FALSE(gate.knows(kNow + 1s));
  EXPECT_FALSE(gate.open_up(kNow - 1s));
  EXPECT_FALSE(gate.open());
  EXPECT_EQ(gate.failures(), 1U);
}

TEST(Gate, BlamesTheAccountWhenThreeClustersInARowAreInTrouble) {
  AccountGate gate;
  EXPECT_FALSE(gate.trouble("a"));
  EXPECT_FALSE(gate.trouble("a"));
  EXPECT_FALSE(gate.trouble("b"));
  gate.open_up(kNow);
  EXPECT_FALSE(gate.trouble("c"));
  EXPECT_FALSE(gate.trouble("a"));
  EXPECT_TRUE(gate.trouble("b"));
}

TEST(Gate, IsExtendedButNeverShortened) {
  AccountGate gate;
  gate.extend(kNow + 60s);
  EXPECT_TRUE(gate.open()) << "what is open has nothing to extend";
  gate.close(Reason::Throttled, "wait a minute", kNow, kNow + 60s);
  gate.extend(kNow + 2s);
  EXPECT_EQ(gate.reopens_at(), kNow + 60s);
  EXPECT_FALSE(gate.probe_due(kNow + 59s));
  gate.extend(kNow + 90s);
  EXPECT_EQ(gate.reopens_at(), kNow + 90s);
  EXPECT_EQ(gate.failures(), 1U);
}

TEST(Gate, CountsItsFailuresUntilItOpens) {
  AccountGate gate;
  EXPECT_EQ(gate.failures(), 0U);
  EXPECT_FALSE(gate.reopens_at());
  EXPECT_EQ(gate.message(), "");
  EXPECT_TRUE(gate.open());
  gate.close(Reason::Throttled, "slow down", kNow, kNow + 1s);
  gate.close(Reason::ApiUnavailable, "down", kNow + 1s, kNow + 2s);
  EXPECT_EQ(gate.failures(), 2U);
  // The newest failure is the one that people read.
  EXPECT_EQ(gate.reason(), Reason::ApiUnavailable);
  EXPECT_EQ(gate.message(), "down");
  EXPECT_TRUE(gate.open_up(kNow + 2s));
  EXPECT_EQ(gate.failures(), 0U);
  EXPECT_FALSE(gate.reopens_at());
  EXPECT_EQ(gate.reason(), Reason::AsDeclared);
}

TEST(Gate, ForgetsTheTroubledOnceItIsClosed) {
  AccountGate gate;
  EXPECT_FALSE(gate.trouble("a"));
  EXPECT_FALSE(gate.trouble("b"));
  gate.close(Reason::ApiUnavailable, "down", kNow, kNow + 1s);
  EXPECT_FALSE(gate.trouble("c"));
}

Brake::Owned these(const std::set<api::ClusterKey>& keys) {
  return {[keys] { return keys.size(); }, [keys](const api::ClusterKey& key) { return keys.contains(key); }};
}

TEST(Brake, AllowsTenPercentOfWhatIsOwnedAnHourAndAtLeastOne) {
  std::set<api::ClusterKey> owned;
  for (int i = 0; i < 40; ++i) owned.insert({"a", std::to_string(i)});
  Brake brake({}, {});
  int deletes = 0;
  while (brake.allows(api::Verb::Delete, these(owned), kWall)) {
    const api::ClusterKey key = *owned.begin();
    brake.mark(api::Verb::Delete, key, kWall);
    owned.erase(key);
    ++deletes;
  }
  EXPECT_EQ(deletes, 4);
  EXPECT_TRUE(brake.allows(api::Verb::Delete, these(owned), kWall + 61min));
}

TEST(Brake, SaysHowMuchOfTheHourIsUsedAndWhenThereIsRoom) {
  std::set<api::ClusterKey> owned;
  for (int i = 0; i < 20; ++i) owned.insert({"a", std::to_string(i)});
  Brake brake({}, {});
  brake.mark(api::Verb::Delete, {"a", "1"}, kWall - 30min);
  EXPECT_EQ(brake.usage(api::Verb::Delete, these(owned), kWall).used, 1U);
  EXPECT_FALSE(brake.usage(api::Verb::Delete, these(owned), kWall).room_at);
  brake.mark(api::Verb::Delete, {"a", "2"}, kWall - 10min);
  const Brake::Usage full = brake.usage(api::Verb::Delete, these(owned), kWall);
  EXPECT_EQ(full.used, 2U);
  EXPECT_EQ(full.limit, 2U);
  EXPECT_EQ(full.room_at, kWall + 30min);
}

TEST(Brake, RemembersAcrossARestart) {
  const std::vector<BrakeMark> marks = {{api::Verb::Delete, {"a", "gone"}, kWall - 30min}};
  Brake brake({}, marks);
  EXPECT_FALSE(brake.allows(api::Verb::Delete, these({{"a", "other"}}), kWall));
  EXPECT_TRUE(brake.allows(api::Verb::Delete, these({{"a", "other"}}), kWall + 31min));
}

TEST(Brake, IsNotOutwittedByAClockThatJumpsAheadAndBack) {
  Brake brake({}, {});
  brake.mark(api::Verb::Delete, {"a", "gone"}, kWall);
  EXPECT_TRUE(brake.allows(api::Verb::Delete, these({{"a", "other"}}), kWall + 90min));
  EXPECT_FALSE(brake.allows(api::Verb::Delete, these({{"a", "other"}}), kWall + 30min));
}

TEST(Brake, LimitsCreatesOnlyWhenAsked) {
  Brake free({}, {});
  EXPECT_TRUE(free.allows(api::Verb::Create, these({}), kWall));
  EXPECT_FALSE(free.mark(api::Verb::Create, {"a", "b"}, kWall).has_value());
  Brake two({.max_creates = 2}, {});
  two.mark(api::Verb::Create, {"a", "b"}, kWall);
  two.mark(api::Verb::Create, {"a", "c"}, kWall);
  EXPECT_FALSE(two.allows(api::Verb::Create, these({}), kWall));
}

TEST(Brake, HoldsEachVerbToItsOwnLimit) {
  for (const api::Verb verb : {api::Verb::Create, api::Verb::Update, api::Verb::Delete}) {
    SCOPED_TRACE(api::verb_name(verb));
    Brake brake({.max_delete_percent = 10, .max_creates = 1, .max_updates = 1}, {});
    const auto nothing_owned = these({});
    EXPECT_TRUE(brake.allows(verb, nothing_owned, kWall));
    EXPECT_EQ(brake.mark(verb, {"a", "b"}, kWall), (BrakeMark{verb, {"a", "b"}, kWall}));
    for (const api::Verb other : {api::Verb::Create, api::Verb::Update, api::Verb::Delete})
      EXPECT_EQ(brake.allows(other, nothing_owned, kWall), other != verb) << api::verb_name(other);
    // To the minute at which the hour is over.
    EXPECT_FALSE(brake.allows(verb, nothing_owned, kWall + 60min - 1s));
    EXPECT_TRUE(brake.allows(verb, nothing_owned, kWall + 60min));
    EXPECT_EQ(brake.unmark(verb, {"a", "b"}), (BrakeMark{verb, {"a", "b"}, kWall}));
    EXPECT_TRUE(brake.allows(verb, nothing_owned, kWall));
    EXPECT_FALSE(brake.unmark(verb, {"a", "b"}));
  }
}

TEST(Brake, CountsOnlyThatCallOfThatClusterWithinTheHour) {
  Brake brake({}, {});
  brake.mark(api::Verb::Delete, {"a", "b"}, kWall);
  EXPECT_TRUE(brake.counts(api::Verb::Delete, {"a", "b"}, kWall + 59min));
  EXPECT_FALSE(brake.counts(api::Verb::Delete, {"a", "b"}, kWall + 60min));
  EXPECT_FALSE(brake.counts(api::Verb::Delete, {"a", "c"}, kWall));
  EXPECT_FALSE(brake.counts(api::Verb::Create, {"a", "b"}, kWall));
}

TEST(Brake, TakesBackTheNewestOfACluster) {
  Brake brake({}, {});
  brake.mark(api::Verb::Delete, {"a", "b"}, kWall);
  brake.mark(api::Verb::Delete, {"a", "c"}, kWall + 1min);
  brake.mark(api::Verb::Delete, {"a", "b"}, kWall + 2min);
  EXPECT_EQ(brake.unmark(api::Verb::Delete, {"a", "b"})->time, kWall + 2min);
  EXPECT_EQ(brake.unmark(api::Verb::Delete, {"a", "b"})->time, kWall);
  EXPECT_TRUE(brake.counts(api::Verb::Delete, {"a", "c"}, kWall + 2min));
}

/// A cluster that was deleted within the hour counts as owned, once, unless it is owned still.
TEST(Brake, SharesOfWhatWasOwnedWhenTheHourBegan) {
  const std::vector<BrakeMark> two_deletes = {{api::Verb::Delete, {"a", "0"}, kWall},
                                              {api::Verb::Delete, {"a", "1"}, kWall}};
  std::set<api::ClusterKey> rest;
  for (int i = 2; i < 29; ++i) rest.insert({"a", std::to_string(i)});
  // 27 left and 2 deleted are 29: two may go. With one more they are 30: three may.
  EXPECT_FALSE(Brake({}, two_deletes).allows(api::Verb::Delete, these(rest), kWall));
  rest.insert({"a", "0"});
  EXPECT_FALSE(Brake({}, two_deletes).allows(api::Verb::Delete, these(rest), kWall));
  rest.insert({"a", "29"});
  EXPECT_TRUE(Brake({}, two_deletes).allows(api::Verb::Delete, these(rest), kWall));
}

TEST(WorkQueue, HoldsAnItemOnceAndKeepsItsPlaceUnlessItIsRaised) {
  WorkQueue<int> queue;
  EXPECT_TRUE(queue.push(1, Priority::Drift, kNow));
  EXPECT_TRUE(queue.push(2, Priority::Drift, kNow));
  EXPECT_FALSE(queue.push(1, Priority::Drift, kNow + 1s));
  EXPECT_EQ(queue.top()->item, 1);
  queue.push(2, Priority::UserChange, kNow + 1s);
  EXPECT_EQ(queue.top()->item, 2);
  EXPECT_EQ(queue.top()->since, kNow);
  EXPECT_EQ(queue.depth(Priority::Drift), 1U);
  queue.push(2, Priority::Failed, kNow + 1s);
  EXPECT_EQ(queue.top()->priority, Priority::UserChange);
  EXPECT_TRUE(queue.erase(2));
  EXPECT_EQ(queue.size(), 1U);
}

TEST(PollCurve, StretchesWithoutAnEstimate) {
  EXPECT_EQ(poll_delay(0s, 1s, 15s, std::nullopt), Duration(1s));
  EXPECT_EQ(poll_delay(10s, 1s, 15s, std::nullopt), Duration(5s));
  EXPECT_EQ(poll_delay(10min, 1s, 15s, std::nullopt), Duration(15s));
}

TEST(PollCurve, IsSparseBeforeTheExpectedTimeAndDenseAroundIt) {
  const ReadyEstimate usual{10min, 12min};
  EXPECT_EQ(poll_delay(1min, 1s, 15s, usual), Duration(60s));
  EXPECT_EQ(poll_delay(8min + 50s, 1s, 15s, usual), Duration(10s));
  EXPECT_LE(poll_delay(10min, 1s, 15s, usual), Duration(15s));
  EXPECT_GT(poll_delay(20min, 1s, 15s, usual), Duration(15s));
}

TEST(ReadyHistory, LearnsByRegionAndFallsBackToTheKind) {
  api::ClusterSpec here;
  here.eks = api::EksCluster{.region = "us-east-1"};
  api::ClusterSpec elsewhere;
  elsewhere.eks = api::EksCluster{.region = "eu-west-1"};
  ReadyHistory history({});
  EXPECT_FALSE(history.estimate(here).has_value());
  for (const auto took : {8min, 10min, 12min}) history.add({"eks", "us-east-1", took, kWall});
  ASSERT_TRUE(history.estimate(here).has_value());
  EXPECT_EQ(history.estimate(here)->median, Duration(10min));
  EXPECT_TRUE(history.estimate(elsewhere).has_value());
  api::ClusterSpec fake;
  fake.fake = api::FakeCluster{};
  EXPECT_FALSE(history.estimate(fake).has_value());
  // What the region itself has taught goes before what the kind has.
  for (const auto took : {28min, 30min, 32min}) history.add({"eks", "eu-west-1", took, kWall});
  EXPECT_EQ(history.estimate(elsewhere)->median, Duration(30min));
  EXPECT_EQ(history.estimate(here)->median, Duration(10min));
}

TEST(ReadyHistory, LearnsFromTheNewestHundred) {
  api::ClusterSpec spec;
  spec.fake = api::FakeCluster{.location = "l"};
  std::vector<ReadySample> old(100, {"fake", "l", 10min, kWall});
  ReadyHistory history(old);
  EXPECT_EQ(history.estimate(spec)->median, Duration(10min));
  for (int i = 0; i < 100; ++i) history.add({"fake", "l", 20min, kWall});
  EXPECT_EQ(history.estimate(spec)->median, Duration(20min));
  for (int i = 0; i < 6; ++i) history.add({"fake", "l", 60min, kWall});
  EXPECT_EQ(history.estimate(spec)->median, Duration(20min));
  EXPECT_EQ(history.estimate(spec)->p95, Duration(60min));
}

}  // namespace
}  // namespace fwop::controller
