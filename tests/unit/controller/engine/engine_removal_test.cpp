#include <gtest/gtest.h>

#include "engine_world.hpp"

// A removal takes time, says what it will do, and can be stopped or hurried by name.

namespace fwop::controller {
namespace {

using api::Verb;
using testing::a_manifest;
using testing::EngineWorld;
using namespace std::chrono_literals;

class EngineRemoval : public ::testing::Test {
 protected:
  EngineRemoval() {
    manifests::Policy policy;
    policy.deletion = manifests::Deletion::Delete;
    going = a_manifest("going").with_policy(policy).build();
    stays = a_manifest("stays").with_policy(policy).build();
    world.declare({going, stays}, /*there=*/true);
    world.run(5min);
  }
  /// The source cannot be read whole: what is missing may mean nothing.
  void put_in_doubt() {
    auto unread = std::make_shared<manifests::Snapshot>();
    unread->manifests = {stays};
    unread->removal_hold = "the source cannot be read";
    world.engine.desire(unread, world.now());
  }
  ClusterView view() { return *world.engine.cluster(going->key, world.now()); }

  EngineWorld world{EngineOptions{}};
  std::shared_ptr<const manifests::Manifest> going;
  std::shared_ptr<const manifests::Manifest> stays;
};

TEST_F(EngineRemoval, WaitsTheWholeGraceAtTheFlagsItShipsWith) {
  world.declare({stays});
  world.run(10min - 1s);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
  world.run(2min);
  EXPECT_EQ(world.calls(Verb::Delete), 1U);
}

TEST_F(EngineRemoval, SaysWhatItWillDoAndWhen) {
  const auto removed = world.now().wall;
  world.declare({stays});
  ASSERT_TRUE(view().held);
  EXPECT_EQ(view().held->cause, HeldChange::Cause::Grace);
  EXPECT_EQ(view().held->verb, Verb::Delete);
  EXPECT_EQ(view().held->since, removed);
  EXPECT_EQ(view().held->due_at, removed + 10min);
  EXPECT_EQ(view().reason, Reason::RemovalPending);
  EXPECT_NE(view().message.find("will be deleted at"), std::string::npos) << view().message;
  ASSERT_EQ(world.engine.held(world.now()).size(), 1U);
}

TEST_F(EngineRemoval, BeginsAnewWhenTheSourceWasNotHealthyThroughout) {
  world.declare({stays});
  world.run(9min);
  put_in_doubt();
  world.run(1s);
  world.declare({stays});
  world.run(9min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
  world.run(3min);
  EXPECT_EQ(world.calls(Verb::Delete), 1U);
}

TEST_F(EngineRemoval, OfAMomentCostsNothingWhateverElseIsInMotion) {
  world.declare({going, stays, a_manifest("new")});
  world.run(200ms);
  world.declare({stays, a_manifest("new")});
  world.run(5ms);
  world.declare({going, stays, a_manifest("new")});
  world.run(30min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
}

TEST_F(EngineRemoval, LastsAtLeastAWholeSweepHoweverShortTheGrace) {
  EngineOptions options;
  options.deletion_grace = 1ms;
  EngineWorld quick{options};
  quick.declare({going, stays}, /*there=*/true);
  quick.run(5min);
  quick.declare({stays, a_manifest("new")});
  quick.run(59s);
  EXPECT_EQ(quick.calls(Verb::Delete), 0U);
  quick.run(2min);
  EXPECT_EQ(quick.calls(Verb::Delete), 1U);
}

TEST_F(EngineRemoval, GoesNowWhenAPersonReleasesItByName) {
  world.declare({stays});
  world.run(1min);
  EXPECT_TRUE(world.release({.who = "ops"}).empty()) << "all, but no deletes";
  const auto shown = world.release({.key = going->key, .dry_run = true, .who = "ops"});
  ASSERT_EQ(shown.size(), 1U);
  world.run(1min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
  EXPECT_EQ(world.release({.key = going->key, .who = "ops"}), shown);
  world.run(1s);
  EXPECT_EQ(world.calls(Verb::Delete), 1U);
  world.run(2min);
  EXPECT_FALSE(world.engine.cluster(going->key, world.now())) << "followed to its end";
}

TEST_F(EngineRemoval, ThatWasReleasedSaysNothingOfALaterOne) {
  for (const bool in_doubt : {false, true}) {
    world.declare({stays});
    world.run(1min);
    world.refuse = [](const Call& call) -> std::optional<Outcome> {
      if (call.verb != Verb::Delete) return std::nullopt;
      return api::Error{.kind = api::ErrorKind::Unavailable, .http_status = 500, .message = "no"};
    };
    ASSERT_EQ(world.release({.key = going->key, .who = "ops"}).size(), 1U);
    world.run(300ms);
    ASSERT_EQ(world.calls(Verb::Delete), 1U);
    if (in_doubt) {
      put_in_doubt();
    } else {
      world.declare({going, stays});
    }
    world.run(1s);
    world.reset_calls();
    world.declare({stays});
    world.run(9min);
    EXPECT_EQ(world.calls(Verb::Delete), 0U) << in_doubt;
    world.refuse = {};
    world.declare({going, stays});
    world.run(1min);
    world.reset_calls();
  }
}

TEST_F(EngineRemoval, IsNotShortenedByARestart) {
  world.declare({stays});
  world.run(9min);
  EngineWorld again{EngineOptions{}};
  again.clusters = world.clusters;
  Record record;
  record.key = going->key;
  record.owned = record.ever_seen = true;
  record.policy = going->policy;
  JournalContents contents;
  contents.records.push_back(record);
  again.engine = Engine({}, contents, 1, again.now());
  again.declare({stays});
  again.run(9min);
  EXPECT_EQ(again.calls(Verb::Delete), 0U);
  again.run(3min);
  EXPECT_EQ(again.calls(Verb::Delete), 1U);
}

TEST_F(EngineRemoval, StopsWhenTheManifestComesBackOrAPersonSuspends) {
  world.declare({stays});
  world.run(9min);
  world.declare({going, stays});
  world.run(30min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
  world.declare({stays});
  world.run(9min);
  world.tell(going->key, SuspendCommand{{.owner = "ops"}});
  world.run(30min);
  EXPECT_EQ(world.calls(Verb::Delete), 0U);
}

}  // namespace
}  // namespace fwop::controller
