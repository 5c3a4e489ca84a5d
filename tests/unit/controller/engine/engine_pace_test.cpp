#include <algorithm>
#include <iostream>

#include <gtest/gtest.h>

#include "engine_world.hpp"

// It gets on with what was asked, at the flags it ships with: bounds on calls and on virtual time.

namespace fwop::controller {
namespace {

using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineWorld;
using namespace std::chrono_literals;

using Manifests = std::vector<std::shared_ptr<const manifests::Manifest>>;

Manifests fleet(int clusters, const std::string& display_name, manifests::Policy policy = {}) {
  Manifests all;
  for (int i = 0; i < clusters; ++i) {
    all.push_back(
        a_manifest("c" + std::to_string(i)).with_display_name(display_name).with_policy(policy).build());
  }
  return all;
}

bool all_called(const EngineWorld& world, const std::string& display_name) {
  return std::all_of(world.clusters.begin(), world.clusters.end(),
                     [&](const auto& item) { return item.second.spec.display_name == display_name; });
}

/// What the budget needs for so many calls, and a fifth more.
Duration with_a_fifth(std::size_t calls, const EngineOptions& options) {
  const double seconds =
      std::max(0.0, static_cast<double>(calls) - options.budget_burst) / options.budget_per_second;
  return Duration(static_cast<Duration::rep>(seconds * 1200));
}

api::Error error(ErrorKind kind, int status) {
  return {.kind = kind, .http_status = status, .message = "made to fail"};
}

TEST(EnginePace, ThreeHundredUpdatesAtOnceTakeThreeCallsEach) {
  constexpr std::size_t kClusters = 300;
  EngineWorld world{EngineOptions{}};
  world.declare(fleet(kClusters, "before"), /*there=*/true);
  world.run(5min);
  world.reset_calls();
  const Duration began = world.passed();
  world.declare(fleet(kClusters, "after"));
  ASSERT_TRUE(world.run_until([&] { return all_called(world, "after"); }, 10min));
  const Duration took = world.passed() - began;
  std::cout << "300 updates: " << world.calls(Verb::Get) << " gets, " << world.calls(Verb::Update)
            << " updates, " << world.calls(Verb::List) << " lists in " << took.count() << " ms\n";
  EXPECT_EQ(world.calls(Verb::Update), kClusters);
  EXPECT_LE(took, with_a_fifth(3 * kClusters, EngineOptions{}));
  world.run(5min);
  EXPECT_LE(world.calls(Verb::Get) + world.calls(Verb::Update), 3 * kClusters);
  EXPECT_EQ(world.calls(Verb::Update), kClusters);
}

TEST(EnginePace, TwoHundredNinetyFiveDeletesBehindAnOpenBrakeTakeThreeCallsEachAtMost) {
  constexpr std::size_t kDeletes = 295;
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  EngineOptions options;
  options.max_delete_percent = 100;
  EngineWorld world{options};
  const Manifests all = fleet(300, "x", policy);
  world.declare(all, /*there=*/true);
  world.run(5min);
  world.reset_calls();
  world.declare(Manifests(all.begin() + kDeletes, all.end()));
  world.run(9min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
  ASSERT_TRUE(world.run_until([&] { return world.calls(Verb::Delete) > 0; }, 3min));
  const Duration began = world.passed();
  ASSERT_TRUE(world.run_until([&] { return world.clusters.size() == 300 - kDeletes; }, 10min));
  const Duration took = world.passed() - began;
  std::cout << "295 deletes: " << world.calls(Verb::Get) << " gets, " << world.calls(Verb::Delete)
            << " deletes in " << took.count() << " ms\n";
  EXPECT_LE(took, with_a_fifth(2 * kDeletes, options) + 1s);
  world.run(5min);
  EXPECT_LE(world.calls(Verb::Get) + world.calls(Verb::Delete), 3 * kDeletes);
  EXPECT_EQ(world.calls(Verb::Delete), kDeletes);
  EXPECT_EQ(world.engine.clusters(world.now()).size(), 300 - kDeletes);
}

TEST(EnginePace, ACreateThatAlwaysFailsIsTriedSeldom) {
  for (const auto& [kind, status] : {std::pair{ErrorKind::Unavailable, 500},
                                     {ErrorKind::Throttled, 429},
                                     {ErrorKind::Unauthenticated, 401},
                                     {ErrorKind::Lost, 0}}) {
    EngineWorld world{EngineOptions{}};
    world.refuse = [&, kind = kind, status = status](const Call& call) -> std::optional<Outcome> {
      if (call.verb != Verb::Create || call.key.cluster_id == "c9") return std::nullopt;
      return error(kind, status);
    };
    world.declare({a_manifest("c0"), a_manifest("c1"), a_manifest("c2")});
    world.run(1min);
    // Somebody else's success does not begin it anew.
    world.declare({a_manifest("c0"), a_manifest("c1"), a_manifest("c2"), a_manifest("c9")});
    world.run(1min);
    for (int minute = 0; minute < 20; ++minute) {
      std::map<std::string, int> calls;  // By cluster; the LISTs under "".
      world.sent = [&](const Call& call) { ++calls[call.key.cluster_id]; };
      world.run(1min);
      for (const char* id : {"c0", "c1", "c2"})
        EXPECT_LE(calls[id] + calls[""], 12) << id << ", " << status << " in minute " << minute;
    }
    EXPECT_EQ(world.clusters.size(), 1U) << status;
  }
}

TEST(EnginePace, BackOffNeverShrinksWhileAThingKeepsFailing) {
  EngineWorld world{EngineOptions{}};
  std::vector<Duration> creates;
  world.refuse = [&](const Call& call) -> std::optional<Outcome> {
    if (call.verb != Verb::Create) return std::nullopt;
    return error(ErrorKind::Throttled, 429);
  };
  world.sent = [&](const Call& call) {
    if (call.verb == Verb::Create) creates.push_back(world.passed());
  };
  world.declare({a_manifest("c0")});
  world.run(30min);
  ASSERT_GT(creates.size(), 8U);
  // Up to the longest wait, which is drawn anew each time.
  for (std::size_t i = 2; i < 7; ++i) {
    EXPECT_GE(creates[i] - creates[i - 1] + 1s, creates[i - 1] - creates[i - 2]) << i;
  }
}

TEST(EnginePace, AListThatBreaksOffLaterIsTriedSeldom) {
  for (const bool circular : {false, true}) {
    EngineWorld world{EngineOptions{}};
    world.page_size = 10;
    world.declare(fleet(40, "x"), /*there=*/true);
    world.refuse = [&](const Call& call) -> std::optional<Outcome> {
      if (call.verb != Verb::List || call.page_token.empty()) return std::nullopt;
      if (circular) return api::ClusterPage{{}, call.page_token == "t1" ? "t2" : "t1"};
      return error(ErrorKind::Unavailable, 500);
    };
    world.run(3min);
    world.reset_calls();
    world.run(10min);
    EXPECT_LE(world.all_calls(), 60U) << circular;
  }
}

TEST(EnginePace, EightCreatesThatAreThrottledOnceAreAllReadyInFourSeconds) {
  for (std::uint64_t turn = 0; turn < 20; ++turn) {
    EngineWorld world{EngineOptions{}};
    world.run(Duration(37 * turn));
    std::set<std::string> throttled;
    world.refuse = [&](const Call& call) -> std::optional<Outcome> {
      if (call.verb != Verb::Create || !throttled.insert(call.key.cluster_id).second) return std::nullopt;
      api::Error slow = error(ErrorKind::Throttled, 429);
      slow.retry_after = 1s;
      return slow;
    };
    world.declare(fleet(8, "x"));
    const auto all_ready = [&] {
      const auto views = world.engine.clusters(world.now());
      return std::all_of(views.begin(), views.end(),
                         [](const ClusterView& view) { return view.verdict == Verdict::Ready; });
    };
    EXPECT_TRUE(world.run_until(all_ready, 4s)) << "turn " << turn;
    EXPECT_EQ(world.calls(Verb::Create), 16U);
  }
}

TEST(EnginePace, ManyAccountsKeepToOneBudget) {
  EngineOptions options;
  EngineWorld world{options};
  Manifests all;
  for (int account = 0; account < 40; ++account) {
    for (int i = 0; i < 50; ++i) {
      testing::ManifestBuilder manifest("c" + std::to_string(i), "account-" + std::to_string(account));
      all.push_back(manifest.build());
    }
  }
  std::vector<Duration> calls;
  world.sent = [&](const Call&) { calls.push_back(world.passed()); };
  world.declare(all);
  ASSERT_TRUE(world.run_until([&] { return world.clusters.size() == all.size(); }, 2min));
  const double seconds = static_cast<double>(calls.back().count()) / 1000;
  EXPECT_LE(static_cast<double>(calls.size()),
            options.total_budget_per_second * seconds + 2 * options.total_budget_per_second + 1);
}

TEST(EnginePace, AGetThatAListOvertakesIsTheReadBeforeTheChangeAllTheSame) {
  EngineOptions options;
  options.sweep_jitter = 0;
  testing::EngineHarness harness(options);
  const auto before = a_manifest("c1").with_display_name("before").build();
  harness.declare({before});
  const auto shown = harness.cluster("c1", api::ClusterState::Ready, *before->spec);
  harness.list({shown});
  harness.pass(58s);
  harness.declare({a_manifest("c1").with_display_name("after")});
  const Call get = harness.expect(Verb::Get);
  harness.pass(3s);
  harness.list({shown});
  harness.answer(get, shown);
  EXPECT_EQ(harness.waiting(), "update c1");
}

TEST(EnginePace, TheBackOffOfAnUpdateHoldsUpNoDelete) {
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  EngineWorld world;
  world.declare({a_manifest("c1").with_policy(policy).with_display_name("before")}, /*there=*/true);
  world.run(5min);
  world.refuse = [](const Call& call) -> std::optional<Outcome> {
    if (call.verb != Verb::Update) return std::nullopt;
    return error(ErrorKind::PermissionDenied, 403);
  };
  world.declare({a_manifest("c1").with_policy(policy).with_display_name("after")});
  world.run(1min);
  world.declare({});
  world.run(5min);
  EXPECT_EQ(world.calls(Verb::Delete), 1U);
}

TEST(EnginePace, WhatIsHeldIsNotReadAgainAndAgain) {
  EngineWorld world{EngineOptions{}};
  world.engine.hold(HoldKind::PlanNotApproved, "no plan is approved", world.now());
  world.declare(fleet(50, "before"), /*there=*/true);
  world.run(2min);
  world.declare(fleet(50, "after"));
  world.run(1min);
  world.reset_calls();
  world.run(10min);
  EXPECT_EQ(world.calls(Verb::Get), 0U);
  EXPECT_EQ(world.calls(Verb::Update), 0U);
}

/// A GET that shows it in motion while the LISTs show it READY: each sweep is no reason for another GET.
TEST(EnginePace, AListAndAGetThatContradictEachOtherAreAskedSlowly) {
  EngineWorld world{EngineOptions{}};
  const std::string contradicted = "c0";
  world.declare(fleet(8, "before"), /*there=*/true);
  world.run(5min);
  world.declare(fleet(8, "after"));
  std::size_t gets = 0;
  // Those that come up meanwhile are looked at by a LIST every second.
  world.refuse = [&](const Call& call) -> std::optional<Outcome> {
    if (call.verb != Verb::Get) return std::nullopt;
    api::Cluster cluster = world.clusters.at(call.key);
    if (call.key.cluster_id == contradicted) ++gets;
    cluster.state = api::ClusterState::Unrecognized;
    cluster.state_text = "UPDATING";
    return cluster;
  };
  world.run(2min);
  EXPECT_GT(gets, 0U);
  EXPECT_LE(gets, 24U);
}

}  // namespace
}  // namespace fwop::controller
