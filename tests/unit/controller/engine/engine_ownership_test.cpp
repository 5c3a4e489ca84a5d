// Ours is only what we can show we made: attempts of ours beside clusters that look just like them.
#include <ostream>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "truthful_api.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using testing::TruthfulApi;
using namespace std::chrono_literals;

const api::ClusterKey kC1{"acme", "c1"};

/// What the engine heard of its create.
enum class Heard { Exists, Refused, NotAllowed, Nothing };
/// How the cluster that stands there afterwards compares with what was asked for.
enum class Looks { Alike, OtherName, OtherRegion };

struct Encounter {
  const char* name;
  Heard heard;
  Looks looks;
  Duration made;  ///< After our create left, by the server's clock; negative: before.
  bool ours;
};
void PrintTo(const Encounter& encounter, std::ostream* out) { *out << encounter.name; }

const Encounter kEncounters[] = {
    {"ALostAnswerAndItIsThereRightAfter", Heard::Nothing, Looks::Alike, 1s, true},
    {"ALostAnswerButItStoodThereAMinuteBefore", Heard::Nothing, Looks::Alike, -60s, false},
    {"ALostAnswerButItStoodThereADayBefore", Heard::Nothing, Looks::Alike, -24h, false},
    {"ALostAnswerButItHasAnotherName", Heard::Nothing, Looks::OtherName, 1s, false},
    {"ALostAnswerButItIsElsewhere", Heard::Nothing, Looks::OtherRegion, 1s, false},
    {"ItExistsAlreadyAndIsOlder", Heard::Exists, Looks::Alike, -60s, false},
    {"ItExistsAlreadyAndIsHoursOlder", Heard::Exists, Looks::Alike, -5h, false},
    {"ItExistsAlreadyAndCameAtTheSameTime", Heard::Exists, Looks::Alike, 0s, false},
    {"ItExistsAlreadyAndDiffers", Heard::Exists, Looks::OtherName, 0s, false},
    {"ARefusalAndALaterTwin", Heard::Refused, Looks::Alike, 1s, false},
    {"ARefusalAndAMuchLaterTwin", Heard::Refused, Looks::Alike, 5min, false},
    {"ARefusalAndAnOlderTwin", Heard::Refused, Looks::Alike, -60s, false},
    {"NoPermissionAndALaterTwin", Heard::NotAllowed, Looks::Alike, 1s, false},
};

class EngineOwnership : public ::testing::TestWithParam<std::tuple<Encounter, Duration>> {
 protected:
  static manifests::Policy never_but_delete() {
    manifests::Policy policy;
    policy.adoption = manifests::Adoption::Never;
    policy.deletion = manifests::Deletion::Delete;
    return policy;
  }
  static api::ClusterSpec looking(Looks looks, api::ClusterSpec spec) {
    if (looks == Looks::OtherName) spec.display_name = "Somebody else's";
    if (looks == Looks::OtherRegion) spec.eks->region = "eu-west-1";
    return spec;
  }
  static void tell(TruthfulApi& world, const Call& create, Heard heard) {
    switch (heard) {
      case Heard::Exists: return world.fail(create, ErrorKind::AlreadyExists, api::RpcCode::AlreadyExists);
      case Heard::Refused: return world.fail(create, ErrorKind::Invalid, api::RpcCode::InvalidArgument);
      case Heard::NotAllowed:
        return world.fail(create, ErrorKind::PermissionDenied, api::RpcCode::PermissionDenied);
      case Heard::Nothing: return world.fail(create, ErrorKind::Lost);
    }
  }
};

TEST_P(EngineOwnership, IsShownByWhatWeDidAndNotByWhatLooksAlike) {
  const auto& [encounter, server_ahead] = GetParam();
  EngineHarness harness;
  TruthfulApi world(harness, server_ahead);
  const auto manifest = a_manifest("c1").with_policy(never_but_delete()).build();
  world.live(5s);
  harness.declare({manifest});
  world.live(10s);
  const Call create = harness.expect(Verb::Create, "c1");
  const WallTime made = world.server_now() + encounter.made;
  harness.pass(100ms);
  tell(world, create, encounter.heard);
  if (encounter.made > 1s) world.live(encounter.made);
  world.put("c1", ClusterState::Ready, looking(encounter.looks, *manifest->spec), made);
  world.live(3min);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  ASSERT_TRUE(harness.journal.contains(kC1) || !encounter.ours);
  EXPECT_EQ(harness.view("c1").owned, encounter.ours);

  // Whose it is, is what a change of the declaration and its end make of it.
  harness.declare({a_manifest("c1").with_policy(never_but_delete()).with_display_name("Renamed").build()});
  world.live(3min);
  EXPECT_EQ(harness.calls_of(Verb::Update), encounter.ours ? 1U : 0U);
  if (encounter.ours) {
    world.at("c1").spec.display_name = "Renamed";
    harness.answer(harness.expect(Verb::Update, "c1"), world.at("c1"));
    world.live(1min);
  }
  harness.declare({});
  world.live(5min);
  EXPECT_EQ(harness.calls_of(Verb::Delete), encounter.ours ? 1U : 0U);
}

std::string name_of(const ::testing::TestParamInfo<EngineOwnership::ParamType>& tested) {
  const auto& [encounter, ahead] = tested.param;
  const std::string clock = ahead == Duration(0)  ? ""
                            : ahead < Duration(0) ? "AtAServerADayBehind"
                                                  : "AtAServerADayAhead";
  return encounter.name + clock;
}
INSTANTIATE_TEST_SUITE_P(Encounters, EngineOwnership,
                         ::testing::Combine(::testing::ValuesIn(kEncounters),
                                            ::testing::Values(Duration(0s), Duration(-24h), Duration(24h))),
                         name_of);

/// Nothing that is left of a refused create speaks for it, after a restart neither.
TEST(EngineOwnershipJournal, ARefusedCreateLeavesNoClaim) {
  EngineHarness harness;
  TruthfulApi world(harness);
  manifests::Policy policy;
  policy.adoption = manifests::Adoption::Never;
  harness.declare({a_manifest("c1").with_policy(policy).build()});
  world.live(5s);
  world.fail(harness.expect(Verb::Create, "c1"), ErrorKind::Invalid, api::RpcCode::InvalidArgument);
  const auto kept = harness.journal.find(kC1);
  EXPECT_TRUE(kept == harness.journal.end() || !kept->second.intent);
}

/// A process that ends while its create is out, and one that starts an hour later: what was made in between,
/// after that create can have arrived, is somebody else's.
TEST(EngineOwnershipJournal, ACreateThatOutlivesItsProcessClaimsOnlyWhatItCanHaveMade) {
  for (const bool in_time : {true, false}) {
    manifests::Policy policy;
    policy.adoption = manifests::Adoption::Never;
    const auto manifest = a_manifest("c1").with_policy(policy).build();
    EngineHarness first;
    TruthfulApi world(first);
    world.live(5s);
    first.declare({manifest});
    world.live(5s);
    first.expect(Verb::Create, "c1");
    const auto asked = first.now().wall;
    ASSERT_TRUE(first.journal.contains(kC1));

    JournalContents kept;
    kept.records.push_back(first.journal.at(kC1));
    EngineHarness second(testing::without_grace(), std::move(kept));
    second.pass(1h);
    TruthfulApi later(second);
    second.declare({manifest});
    later.put("c1", ClusterState::Ready, *manifest->spec, asked + (in_time ? 20s : 10min));
    later.live(3min);
    EXPECT_EQ(second.view("c1").owned, in_time);
    EXPECT_EQ(second.calls_of(Verb::Create), 0U);
  }
}

/// A second attempt that could not be written down is none: after a restart it claims nothing either.
TEST(EngineOwnershipJournal, BetweenTwoLostCreatesWhatAppearsIsNotOurs) {
  EngineHarness harness;
  TruthfulApi world(harness);
  world.live(5s);
  manifests::Policy policy;
  policy.adoption = manifests::Adoption::Never;
  const auto manifest = a_manifest("c1").with_policy(policy).build();
  harness.declare({manifest});
  world.live(5s);
  world.fail(harness.expect(Verb::Create, "c1"), ErrorKind::Lost);
  EXPECT_TRUE(harness.tell("c1", SuspendCommand{{.reason = "", .owner = "alice", .until = {}}}).done);
  // Longer than the first create can take to arrive, and the reads since show nothing.
  world.live(10min);
  EXPECT_TRUE(harness.tell("c1", ResumeCommand{"alice"}).done);
  world.live(2s);
  const Call second = harness.expect(Verb::Create, "c1");
  world.fail(second, ErrorKind::Lost);
  world.put("c1", ClusterState::Ready, *manifest->spec, world.server_now() - 10s);
  world.live(3min);
  EXPECT_EQ(harness.calls_of(Verb::Create), 2U);
  EXPECT_FALSE(harness.view("c1").owned);
  EXPECT_EQ(harness.view("c1").reason, Reason::ExistsUnmanaged);
}

TEST(EngineOwnershipJournal, WhatARefusedCreateAskedForIsNoWorkOfTheOneThatWasLostBefore) {
  for (const ErrorKind kind : {ErrorKind::PermissionDenied, ErrorKind::AlreadyExists}) {
    EngineHarness harness;
    TruthfulApi world(harness);
    world.live(5s);
    manifests::Policy policy;
    policy.adoption = manifests::Adoption::Never;
    harness.declare({a_manifest("c1").with_policy(policy).with_display_name("first")});
    world.live(5s);
    world.fail(harness.expect(Verb::Create, "c1"), ErrorKind::Lost);
    const auto second = a_manifest("c1").with_policy(policy).with_display_name("second").build();
    harness.declare({second});
    for (int passed = 0; passed < 100 && harness.calls_of(Verb::Create) < 2; ++passed) world.live(1s);
    const Call create = harness.expect(Verb::Create, "c1");
    EXPECT_EQ(create.spec->display_name, "second");
    world.put("c1", ClusterState::Ready, *second->spec, world.server_now());
    world.fail(create, kind);
    world.live(3min);
    EXPECT_FALSE(harness.view("c1").owned) << static_cast<int>(kind);
    EXPECT_EQ(harness.view("c1").reason, Reason::ExistsUnmanaged);
  }
}

TEST(EngineOwnershipJournal, ACreateThatNeverLeftExtendsNoClaim) {
  EngineHarness harness;
  TruthfulApi world(harness);
  world.live(5s);
  harness.declare({a_manifest("c1").build()});
  world.live(5s);
  world.fail(harness.expect(Verb::Create, "c1"), ErrorKind::Lost);
  const auto lost = *harness.journal.at(kC1).intent;
  ASSERT_TRUE(lost.ended && lost.arrives_by);
  for (int passed = 0; passed < 300 && harness.calls_of(Verb::Create) < 2; ++passed) world.live(1s);
  harness.answer(harness.expect(Verb::Create, "c1"), NotSent{.message = "disk full", .disk_full = true});
  const auto& kept = *harness.journal.at(kC1).intent;
  EXPECT_TRUE(kept.ended);
  EXPECT_EQ(kept.arrives_by, lost.arrives_by);
  EXPECT_EQ(kept.open_until, lost.open_until);
  EXPECT_EQ(kept.attempt, lost.attempt);
}

}  // namespace
}  // namespace fwop::controller
