// Another tool makes a cluster of the id that a manifest of ours begins to declare, at any moment around it.
#include <gtest/gtest.h>

#include "engine_world.hpp"

namespace fwop::controller {
namespace {

using api::Verb;
using testing::a_manifest;
using testing::EngineWorld;
using testing::ManifestBuilder;
using namespace std::chrono_literals;

const api::ClusterKey kC1{"acme", "c1"};

/// Made `after` our manifest began to declare it, negative: before; that was `phase` after a sweep.
struct Rival {
  Duration after;
  Duration phase;
  bool alike;
};

void PrintTo(const Rival& rival, std::ostream* out) {
  *out << rival.after.count() << " ms after, " << rival.phase.count() << " ms after a sweep, "
       << (rival.alike ? "alike" : "different");
}

ManifestBuilder never_but_delete() {
  manifests::Policy policy;
  policy.adoption = manifests::Adoption::Never;
  policy.deletion = manifests::Deletion::Delete;
  return a_manifest("c1").with_policy(policy);
}

class EngineRival {
 public:
  explicit EngineRival(const Rival& rival) : rival_(rival) {
    world_.sent = [this](const Call& call) {
      if (call.verb == Verb::List) ++lists_;
      if (call.key != kC1) return;
      creates_ += call.verb == Verb::Create ? 1 : 0;
      touched_ += call.verb == Verb::Update || call.verb == Verb::Delete ? 1 : 0;
    };
  }

  /// Lives through it, a change of the manifest and its removal; how often their cluster was touched.
  std::size_t times_touched() {
    world_.declare({a_manifest("c0")}, /*there=*/true);
    world_.run(2min);
    const std::size_t lists = lists_;
    world_.run_until([&] { return lists_ > lists; }, 2min);
    const Duration declares = world_.passed() + rival_.phase;
    const Duration makes = declares + rival_.after;
    if (makes < declares) {
      live_until(makes);
      make();
    }
    live_until(declares);
    world_.declare({a_manifest("c0"), never_but_delete()});
    if (makes >= declares) {
      live_until(makes);
      make();
    }
    world_.run(5min);
    world_.declare({a_manifest("c0"), never_but_delete().with_display_name("Renamed")});
    world_.run(5min);
    world_.declare({a_manifest("c0")});
    world_.run(10min);
    return touched_;
  }
  /// Our own create came first, so that the other tool's was refused.
  [[nodiscard]] bool is_ours() const { return !made_; }
  [[nodiscard]] std::size_t creates() const { return creates_; }

 private:
  void live_until(Duration passed) {
    if (passed > world_.passed()) world_.run(passed - world_.passed());
  }
  void make() {
    if (world_.clusters.contains(kC1)) return;
    made_ = true;
    api::Cluster theirs;
    theirs.name = api::to_string(kC1);
    theirs.spec = *never_but_delete().build()->spec;
    if (!rival_.alike) theirs.spec.display_name = "Somebody else's";
    theirs.state = api::ClusterState::Ready;
    theirs.state_text = "READY";
    theirs.create_time = world_.now().wall;
    world_.clusters.emplace(kC1, std::move(theirs));
  }

  Rival rival_;
  EngineWorld world_;
  bool made_ = false;
  std::size_t lists_ = 0;
  std::size_t creates_ = 0;
  std::size_t touched_ = 0;
};

TEST(EngineRivals, WhatAnotherToolMakesAroundOurLookIsNeverTouched) {
  int theirs = 0;
  int refused = 0;
  for (const Duration phase : {Duration(0s), Duration(50ms), Duration(11s), Duration(30s), Duration(54s)}) {
    for (Duration after = -10s; after <= Duration(1s); after += 50ms) {
      for (const bool alike : {true, false}) {
        const Rival rival{after, phase, alike};
        EngineRival life(rival);
        const std::size_t touched = life.times_touched();
        if (life.is_ours()) continue;
        ++theirs;
        refused += life.creates() > 0 ? 1 : 0;
        EXPECT_EQ(touched, 0U) << ::testing::PrintToString(rival);
        EXPECT_LE(life.creates(), 1U) << ::testing::PrintToString(rival);
      }
    }
  }
  // The worlds are what they are meant to be: in most it is theirs, and some creates of ours met it.
  EXPECT_GT(theirs, 1800);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace fwop::controller
