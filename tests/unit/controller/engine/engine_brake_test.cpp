#include <gtest/gtest.h>

#include "engine_harness.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::ErrorKind;
using api::Verb;
using testing::a_manifest;
using testing::EngineHarness;
using namespace std::chrono_literals;

/// Three clusters of deletion: Delete that are READY, and whose manifests are gone since a whole sweep.
/// The brake lets one of them go.
struct ThreeRemoved {
  explicit ThreeRemoved(EngineHarness& harness) {
    manifests::Policy policy;
    policy.deletion = manifests::Deletion::Delete;
    for (int i = 0; i < 3; ++i) {
      manifests.push_back(a_manifest(id(i)).with_policy(policy).build());
      shown.push_back(harness.cluster(id(i), ClusterState::Ready, *manifests.back()->spec));
    }
    harness.declare(manifests);
    harness.list(shown);
    harness.declare({});
    harness.pass(66s);
    harness.list(shown);
    for (int i = 0; i < 3; ++i) harness.answer(harness.expect(Verb::Get, id(i)), shown[i]);
  }
  static std::string id(int i) { return "c" + std::to_string(i); }

  std::vector<std::shared_ptr<const manifests::Manifest>> manifests;
  std::vector<api::Cluster> shown;
};

JournalContents what_is_durable(const EngineHarness& harness) {
  JournalContents contents;
  for (const auto& [key, record] : harness.journal) contents.records.push_back(record);
  return contents;
}

/// Answers every read with what is shown, until nothing but changes waits.
void answer_reads(EngineHarness& harness, const std::vector<api::Cluster>& shown) {
  while (harness.waiting().find("list") != std::string::npos) harness.list(shown);
  for (const api::Cluster& cluster : shown) {
    const std::string id = api::parse_cluster_name(cluster.name)->cluster_id;
    if (harness.waiting().find("get " + id) != std::string::npos)
      harness.answer(harness.expect(Verb::Get, id), cluster);
  }
}

/// So many times two minutes, each read answered.
void pass_and_answer(EngineHarness& harness, const std::vector<api::Cluster>& shown, int times) {
  answer_reads(harness, shown);
  for (; times > 0; --times) {
    harness.pass(2min);
    answer_reads(harness, shown);
  }
}

TEST(EngineBrake, HoldsDeletesUntilReleased) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  EXPECT_EQ(harness.calls_of(Verb::Delete), 1U);
  EXPECT_EQ(harness.engine.stats(harness.now()).braked, 2U);
  harness.answer(harness.expect(Verb::Delete), Accepted{});
  EXPECT_EQ(harness.calls_of(Verb::Delete), 1U);
  EXPECT_EQ(harness.release(), 2U);
  EXPECT_EQ(harness.calls_of(Verb::Delete), 3U);
}

TEST(EngineBrake, LetsGoOneClusterAlone) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  EXPECT_EQ(harness.release("c2"), 1U);
  harness.expect(Verb::Delete, "c0");
  harness.expect(Verb::Delete, "c2");
  EXPECT_EQ(harness.view("c1").reason, Reason::BrakeEngaged);
  EXPECT_EQ(harness.release("c2"), 0U);
}

TEST(EngineBrake, HoldsOnWhenTheHourIsOver) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  pass_and_answer(harness, fleet.shown, 75);
  EXPECT_EQ(harness.calls_of(Verb::Delete), 1U);
  EXPECT_EQ(harness.view("c1").reason, Reason::BrakeEngaged);
}

TEST(EngineBrake, HoldsOnAfterARestart) {
  EngineHarness first;
  const ThreeRemoved fleet(first);
  EngineHarness second(testing::without_grace(), what_is_durable(first));
  second.pass(2h);
  second.declare({});
  pass_and_answer(second, fleet.shown, 5);
  // What was begun goes on, the rest waits.
  second.expect(Verb::Delete, "c0");
  EXPECT_EQ(second.calls_of(Verb::Delete), 1U);
  EXPECT_EQ(second.view("c1").reason, Reason::BrakeEngaged);
  EXPECT_EQ(second.engine.stats(second.now()).braked, 2U);
}

TEST(EngineBrake, DoesNotHoldASecondAttemptAtTheSameDeletion) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  harness.fail(harness.expect(Verb::Delete, "c0"), ErrorKind::Unavailable, 503);
  for (int i = 0; i < 5; ++i) {
    harness.pass(5s);
    answer_reads(harness, fleet.shown);
  }
  harness.expect(Verb::Delete, "c0");
  EXPECT_EQ(harness.engine.stats(harness.now()).braked, 2U);
}

/// A clock that stands still, or went back, gives both attempts one time; the journal takes the first mark
/// out by its value, and must not take the second along.
TEST(EngineBrake, ASecondAttemptAtTheSameTimeStaysCountedInTheJournal) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  const auto marks = harness.brake_marks;
  ASSERT_EQ(marks.size(), 1U);
  harness.fail(harness.expect(Verb::Delete, "c0"), ErrorKind::Unavailable, 503);
  harness.wall_back = 1h;
  for (int i = 0; i < 5; ++i) {
    harness.pass(5s);
    answer_reads(harness, fleet.shown);
  }
  harness.expect(Verb::Delete, "c0");
  const auto& after = harness.brake_marks;
  ASSERT_EQ(after.size(), 1U);
  EXPECT_GT(after.front().time, marks.front().time);
}

TEST(EngineBrake, ASecondAttemptAfterTheHourCountsAnew) {
  EngineHarness first;
  const ThreeRemoved fleet(first);
  JournalContents contents = what_is_durable(first);
  // c0's delete was begun two hours ago; another has taken what this hour allows.
  contents.brake_marks = {{Verb::Delete, {"acme", "other"}, first.now().wall + 110min}};
  EngineHarness second(testing::without_grace(), std::move(contents));
  second.pass(2h);
  second.declare({});
  pass_and_answer(second, fleet.shown, 5);
  EXPECT_EQ(second.calls_of(Verb::Delete), 0U);
  EXPECT_EQ(second.view("c0").reason, Reason::BrakeEngaged);
}

TEST(EngineBrake, EndsWithTheWishItHolds) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  EXPECT_TRUE(harness.journal.at({"acme", "c1"}).brake);
  harness.declare(fleet.manifests);
  answer_reads(harness, fleet.shown);
  harness.pass(66s);
  answer_reads(harness, fleet.shown);
  EXPECT_FALSE(harness.journal.at({"acme", "c1"}).brake);
}

TEST(EngineBrake, WhatTheJournalCouldNotKeepIsNotCounted) {
  EngineHarness harness;
  const ThreeRemoved fleet(harness);
  harness.answer(harness.expect(Verb::Delete, "c0"), NotSent{"the disk is full", true});
  for (int i = 0; i < 3; ++i) {
    harness.pass(30s);
    answer_reads(harness, fleet.shown);
  }
  harness.expect(Verb::Delete, "c0");
}

TEST(EngineBrake, ANewDeclarationAsksItAnew) {
  EngineOptions options;
  options.max_creates = 1;
  EngineHarness harness(options);
  harness.declare({a_manifest("c0"), a_manifest("c1")});
  harness.list();
  harness.expect(Verb::Create, "c0");
  EXPECT_EQ(harness.view("c1").reason, Reason::BrakeEngaged);
  harness.pass(61min);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1U);
  harness.declare({a_manifest("c0"), a_manifest("c1").with_region("eu-west-1")});
  harness.list();
  harness.pass(1s);
  harness.find_nothing();
  harness.expect(Verb::Create, "c1");
}

}  // namespace
}  // namespace fwop::controller
