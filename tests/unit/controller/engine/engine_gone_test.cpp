#include <gtest/gtest.h>

#include "engine_world.hpp"

// What is gone, and what only looks so: one read is one witness.

namespace fwop::controller {
namespace {

using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineWorld;
using namespace std::chrono_literals;

api::Error not_found() {
  return {.kind = ErrorKind::NotFound,
          .http_status = 404,
          .code = api::RpcCode::NotFound,
          .message = "cluster not found"};
}

manifests::Policy deleting() {
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  return policy;
}

/// A GET answers so, so many times.
void stray(EngineWorld& world, Verb verb, api::Error error, int times) {
  world.refuse = [verb, error, times](const Call& call) mutable -> std::optional<Outcome> {
    if (call.verb != verb || times == 0) return std::nullopt;
    --times;
    return error;
  };
}

TEST(EngineGone, AStrayNotFoundForgetsNothingThatIsToBeDeleted) {
  EngineWorld world;
  const auto manifest = a_manifest("c1").with_policy(deleting()).build();
  world.declare({manifest}, /*there=*/true);
  world.run(5min);
  stray(world, Verb::Get, not_found(), 1);
  world.declare({});
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Delete), 1U);
  EXPECT_TRUE(world.clusters.empty());
}

TEST(EngineGone, AStrayNotFoundBeforeAnUpdateCreatesNothing) {
  EngineWorld world;
  world.declare({a_manifest("c1").with_display_name("before")}, /*there=*/true);
  world.run(5min);
  stray(world, Verb::Get, not_found(), 1);
  world.declare({a_manifest("c1").with_display_name("after")});
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Create), 0U);
  EXPECT_EQ(world.clusters.begin()->second.spec.display_name, "after");
}

TEST(EngineGone, WhatAGetAndALaterListLackIsCreatedAgain) {
  EngineWorld world;
  world.declare({a_manifest("c1")}, /*there=*/true);
  world.run(5min);
  world.clusters.clear();
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Create), 1U);
}

TEST(EngineGone, ANotFoundThatIsNotTheApisParksNoChangeForAnHour) {
  const api::Error proxys{.kind = ErrorKind::NotFound, .http_status = 404, .message = "<html>"};
  for (const Verb verb : {Verb::Create, Verb::Update, Verb::Delete}) {
    EngineWorld world;
    const auto before = a_manifest("c1").with_policy(deleting()).with_display_name("before").build();
    if (verb != Verb::Create) world.declare({before}, /*there=*/true);
    world.run(5min);
    stray(world, verb, proxys, 1);
    if (verb == Verb::Delete)
      world.declare({});
    else
      world.declare({a_manifest("c1").with_policy(deleting()).with_display_name("after")});
    world.run(5min);
    EXPECT_EQ(world.calls(verb), 2U) << api::verb_name(verb);
    EXPECT_EQ(world.clusters.size(), verb == Verb::Delete ? 0U : 1U);
  }
}

/// A server whose reads lag behind and whose creates overwrite what is there.
struct Lagging {
  explicit Lagging(EngineWorld& world_in, Duration lag_in) : world(world_in), lag(lag_in) {
    world.refuse = [this](const Call& call) -> std::optional<Outcome> {
      if (call.verb == Verb::Create) {
        world.clusters.erase(call.key);
        made = world.passed();
        return std::nullopt;
      }
      const bool behind = made && world.passed() < *made + lag;
      if (!behind) return std::nullopt;
      if (call.verb == Verb::List) return api::ClusterPage{};
      return not_found();
    };
  }
  EngineWorld& world;
  Duration lag;
  std::optional<Duration> made;
};

TEST(EngineGone, AReadThatLagsBehindOurCreateIsNoReasonToCreateAgain) {
  for (const Duration lag : {Duration(1s), Duration(3s), Duration(60s), Duration(110s)}) {
    EngineWorld world;
    const Lagging server(world, lag);
    world.declare({a_manifest("c1")});
    world.run(10min);
    EXPECT_EQ(world.calls(Verb::Create), 1U) << lag.count();
    EXPECT_EQ(world.engine.clusters(world.now()).front().verdict, Verdict::Ready) << lag.count();
    EXPECT_LE(world.calls(Verb::Get) + world.calls(Verb::List), 40U) << lag.count();
  }
}

TEST(EngineGone, AReadThatLagsBehindALostCreateIsNoReasonToCreateAgain) {
  EngineWorld world;
  Lagging server(world, 3s);
  const auto lagging = world.refuse;
  world.refuse = [&, lagging](const Call& call) -> std::optional<Outcome> {
    auto answer = lagging(call);
    if (call.verb != Verb::Create || world.calls(Verb::Create) > 1) return answer;
    api::Cluster made;
    made.name = api::to_string(call.key);
    made.spec = *call.spec;
    made.state = api::ClusterState::Ready;
    made.state_text = "READY";
    made.create_time = world.now().wall;
    world.clusters[call.key] = made;
    return api::Error{.kind = ErrorKind::Lost, .message = "cut"};
  };
  world.declare({a_manifest("c1")});
  world.run(10min);
  EXPECT_EQ(world.calls(Verb::Create), 1U);
  EXPECT_EQ(world.engine.clusters(world.now()).front().verdict, Verdict::Ready);
}

TEST(EngineGone, AReadThatLagsBehindOurUpdateIsNoReasonToUpdateAgain) {
  EngineWorld world;
  world.declare({a_manifest("c1").with_display_name("before")}, /*there=*/true);
  world.run(5min);
  const api::Cluster old = world.clusters.begin()->second;
  std::optional<Duration> changed;
  world.refuse = [&](const Call& call) -> std::optional<Outcome> {
    if (call.verb == Verb::Update) changed = world.passed();
    const bool behind = changed && world.passed() < *changed + 10s;
    if (!behind || call.verb != Verb::Get) return std::nullopt;
    return old;
  };
  world.declare({a_manifest("c1").with_display_name("after")});
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Update), 1U);
  EXPECT_EQ(world.engine.clusters(world.now()).front().verdict, Verdict::Ready);
}

TEST(EngineGone, AReadThatLagsBehindAnAcceptedDeleteIsNoReasonToDeleteAgain) {
  EngineWorld world;
  const auto manifest = a_manifest("c1").with_policy(deleting()).build();
  world.declare({manifest}, /*there=*/true);
  world.run(5min);
  const api::Cluster shown = world.clusters.begin()->second;
  std::optional<Duration> deleted;
  world.refuse = [&](const Call& call) -> std::optional<Outcome> {
    if (call.verb == Verb::Delete) deleted = world.passed();
    const bool behind = deleted && call.verb != Verb::Delete && world.passed() < *deleted + 10s;
    if (!behind) return std::nullopt;
    if (call.verb == Verb::List) return api::ClusterPage{{shown}, ""};
    return shown;
  };
  world.declare({});
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Delete), 1U);
  EXPECT_TRUE(world.engine.clusters(world.now()).empty());
}

TEST(EngineGone, DriftReportReportsAClusterThatWasReadyButNeverAsDeclared) {
  EngineWorld world;
  manifests::Policy report;
  report.drift = manifests::Drift::Report;
  report.adoption = manifests::Adoption::Always;
  const auto theirs = a_manifest("c1").with_display_name("theirs").build();
  world.declare({theirs}, /*there=*/true);
  world.declare({});
  world.run(5min);
  world.declare({a_manifest("c1").with_display_name("mine").with_policy(report)});
  world.run(5min);
  ASSERT_EQ(world.engine.clusters(world.now()).front().reason, Reason::DriftReported);
  world.clusters.clear();
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Create), 0U);
  EXPECT_EQ(world.engine.clusters(world.now()).front().reason, Reason::DeletedOutOfBand);
}

TEST(EngineGone, ACreateThatNeverLeftTakesNothingFromWhatIsRemembered) {
  EngineWorld world;
  manifests::Policy report;
  report.drift = manifests::Drift::Report;
  world.declare({a_manifest("c1")}, /*there=*/true);
  world.run(5min);
  world.refuse = [](const Call& call) -> std::optional<Outcome> {
    if (call.verb != Verb::Create) return std::nullopt;
    return NotSent{.message = "disk full", .disk_full = true};
  };
  world.clusters.clear();
  world.run(3min);
  ASSERT_GT(world.calls(Verb::Create), 0U);
  world.declare({a_manifest("c1").with_policy(report)});
  world.reset_calls();
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Create), 0U);
  EXPECT_EQ(world.engine.clusters(world.now()).front().reason, Reason::DeletedOutOfBand);
}

TEST(EngineGone, AClusterThatAListShowsDuringARefusedCreateIsNotAskedForAgain) {
  testing::EngineHarness harness;
  const auto manifest = a_manifest("c1").with_display_name("mine").build();
  harness.declare({manifest});
  harness.list();
  const Call create = harness.expect(Verb::Create);
  harness.pass(66s);
  const auto theirs = a_manifest("c1").with_display_name("theirs").build();
  harness.list({harness.cluster("c1", api::ClusterState::Ready, *theirs->spec)});
  harness.fail(create, ErrorKind::Throttled, 429);
  harness.pass(5s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U) << harness.waiting();
}

TEST(EngineGone, AClusterThatAListShowsWhileItsCreateCannotLeaveIsNotAskedFor) {
  testing::EngineHarness harness;
  harness.declare({a_manifest("c1").with_display_name("mine")});
  harness.list();
  const Call create = harness.expect(Verb::Create);
  harness.pass(66s);
  const auto theirs = a_manifest("c1").with_display_name("theirs").build();
  harness.list({harness.cluster("c1", api::ClusterState::Ready, *theirs->spec)});
  ASSERT_EQ(harness.recalled.size(), 1U);
  EXPECT_EQ(harness.recalled[0], create.id);
  harness.answer(create, NotSent{.message = "disk full", .disk_full = true});
  harness.pass(5s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U) << harness.waiting();
}

TEST(EngineGone, AClusterThatARunningListShowedBeforeItWasDeclaredIsNotCreated) {
  testing::EngineHarness harness;
  harness.declare({a_manifest("a")});
  const auto shown = [&](const std::string& id) {
    return harness.cluster(id, api::ClusterState::Ready, *a_manifest(id).build()->spec);
  };
  harness.list({shown("a")});
  harness.pass(66s);
  harness.answer(harness.expect(Verb::List), api::ClusterPage{{shown("a"), shown("b")}, "next"});
  harness.declare({a_manifest("a"), a_manifest("b").with_display_name("mine")});
  harness.list({shown("c")});
  harness.pass(1s);
  EXPECT_EQ(harness.calls_of(Verb::Create), 0U) << harness.waiting();
}

TEST(EngineGone, AnIdentityThatIsRewordedStaysOurs) {
  EngineWorld world;
  const auto manifest = a_manifest("c1").build();
  world.declare({manifest});
  world.run(5min);
  api::Cluster& cluster = world.clusters.begin()->second;
  const WallTime exact = *cluster.create_time + 123456789ns;
  for (const WallTime spelled : {exact, std::chrono::floor<std::chrono::microseconds>(exact) + 0ns,
                                 std::chrono::floor<std::chrono::seconds>(exact) + 0ns, exact}) {
    cluster.create_time = spelled;
    world.run(2min);
    EXPECT_TRUE(world.engine.clusters(world.now()).front().owned);
    EXPECT_EQ(world.engine.clusters(world.now()).front().verdict, Verdict::Ready);
  }
}

TEST(EngineGone, ACreateThatAnswersWithAnOlderClusterMadeNothing) {
  EngineWorld world;
  manifests::Policy never = deleting();
  never.adoption = manifests::Adoption::Never;
  const auto manifest = a_manifest("c1").with_policy(never).build();
  api::Cluster old;
  old.name = "accounts/acme/clusters/c1";
  old.spec = *manifest->spec;
  old.state = api::ClusterState::Ready;
  old.state_text = "READY";
  old.create_time = world.now().wall - 1h;
  world.refuse = [&](const Call& call) -> std::optional<Outcome> {
    if (call.verb != Verb::Create) return std::nullopt;
    world.clusters[call.key] = old;
    return old;
  };
  world.declare({manifest});
  world.run(5min);
  EXPECT_EQ(world.engine.clusters(world.now()).front().reason, Reason::ExistsUnmanaged);
  world.declare({});
  world.run(30min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
}

}  // namespace
}  // namespace fwop::controller
