#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine_harness.hpp"

// Letting go of a cluster, and taking one over, because a person says so.

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::Verb;
using manifests::Adoption;
using manifests::Deletion;
using testing::a_manifest;
using testing::EngineHarness;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

const api::ClusterKey kC1{"acme", "c1"};
const AbandonCommand kAbandon{"alice"};
const ImportCommand kImport{"alice"};

manifests::Policy policy_of(Adoption adoption, Deletion deletion = Deletion::Retain) {
  manifests::Policy policy;
  policy.adoption = adoption;
  policy.deletion = deletion;
  return policy;
}

/// Declared with that policy, and shown as that.
struct Shown {
  Shown(EngineHarness& harness, const manifests::Policy& policy, ClusterState state = ClusterState::Ready)
      : manifest(a_manifest("c1").with_policy(policy)),
        cluster(harness.cluster("c1", state, *manifest->spec)) {}
  std::shared_ptr<const manifests::Manifest> manifest;
  api::Cluster cluster;
};

std::size_t changes(const EngineHarness& harness) {
  return harness.calls_of(Verb::Create) + harness.calls_of(Verb::Update) + harness.calls_of(Verb::Delete);
}

TEST(EngineAbandon, LetsGoOfWhatWouldBeDeleted) {
  EngineHarness harness;
  const Shown c1(harness, policy_of(Adoption::IfIdentical, Deletion::Delete));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  harness.declare({});
  const auto told = harness.tell("c1", kAbandon);
  EXPECT_TRUE(told.done);
  EXPECT_EQ(told.message, "c1 is not managed any more; the cluster stays as it is, and still costs");
  EXPECT_FALSE(harness.engine.cluster(kC1, harness.now()));
  EXPECT_FALSE(harness.journal.contains(kC1));
  EXPECT_EQ(std::count_if(harness.events.begin(), harness.events.end(),
                          [](const Event& event) { return event.reason == Reason::Abandoned; }),
            1);
  harness.pass(1h);
  EXPECT_TRUE(harness.quiet()) << harness.waiting();
}

TEST(EngineAbandon, LetsGoWhileItIsBeingRead) {
  EngineHarness harness;
  const Shown c1(harness, policy_of(Adoption::IfIdentical, Deletion::Delete));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  harness.declare({});
  harness.pass(66s);
  harness.list({c1.cluster});
  const Call read = harness.expect(Verb::Get, "c1");
  EXPECT_TRUE(harness.tell("c1", kAbandon).done);
  EXPECT_FALSE(harness.journal.at(kC1).owned);
  harness.answer(read, c1.cluster);
  EXPECT_FALSE(harness.engine.cluster(kC1, harness.now()));
  EXPECT_EQ(changes(harness), 0U);
}

TEST(EngineAbandon, SaysThatADeletionGoesOn) {
  EngineHarness harness;
  Shown c1(harness, policy_of(Adoption::IfIdentical, Deletion::Delete));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  harness.declare({});
  harness.pass(66s);
  harness.list({c1.cluster});
  harness.answer(harness.expect(Verb::Get, "c1"), c1.cluster);
  const Call remove = harness.expect(Verb::Delete, "c1");
  const auto on_its_way = harness.tell("c1", kAbandon);
  EXPECT_FALSE(on_its_way.done);
  EXPECT_THAT(on_its_way.message, HasSubstr("a delete of c1 is on its way"));
  harness.answer(remove, Accepted{});
  EXPECT_EQ(harness.tell("c1", kAbandon).message,
            "c1 is not managed any more; its delete was sent, and may still take effect");
}

TEST(EngineAbandon, RefusesWhatWouldBeAdoptedAgain) {
  EngineHarness harness;
  const Shown c1(harness, policy_of(Adoption::IfIdentical));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  const auto told = harness.tell("c1", kAbandon);
  EXPECT_FALSE(told.done);
  EXPECT_THAT(told.message, HasSubstr("c1 is declared at c1.yaml:1 and would be adopted again"));
  EXPECT_THAT(told.message, HasSubstr("policy.adoption: Never"));
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
}

TEST(EngineAbandon, LeavesADeclaredOneWithAdoptionNeverForGood) {
  EngineHarness harness;
  const Shown c1(harness, policy_of(Adoption::IfIdentical));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  ASSERT_TRUE(harness.view("c1").owned);
  const Shown never(harness, policy_of(Adoption::Never));
  harness.declare({never.manifest});
  EXPECT_TRUE(harness.tell("c1", kAbandon).done);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(harness.view("c1").owned);
    EXPECT_EQ(harness.view("c1").reason, Reason::ExistsUnmanaged);
    harness.pass(66s);
    harness.list({c1.cluster});
  }
  EXPECT_FALSE(harness.journal.at(kC1).owned);
  EXPECT_EQ(harness.tell("c1", kAbandon).message, "c1 is not managed: there is nothing to let go of");
  EXPECT_EQ(changes(harness), 0U);
}

TEST(EngineAbandon, RefusesWhileItIsNotKnownWhatIsDeclared) {
  EngineHarness harness;
  const Shown c1(harness, policy_of(Adoption::Never));
  const Shown owned(harness, policy_of(Adoption::IfIdentical));
  harness.declare({owned.manifest});
  harness.list({owned.cluster});
  harness.declare({}, false);
  EXPECT_THAT(harness.tell("c1", kAbandon).message, HasSubstr("is not known now"));
  EXPECT_TRUE(harness.view("c1").owned);
}

TEST(EngineImport, AdoptsOnceAgainstThePolicyAndHeals) {
  EngineHarness harness;
  Shown c1(harness, policy_of(Adoption::Never));
  c1.cluster.spec.display_name = "made by hand";
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  ASSERT_EQ(harness.view("c1").reason, Reason::ExistsUnmanaged);
  EXPECT_EQ(harness.tell("c1", ImportCommand{"alice", true}).message,
            "c1 would be adopted, and then changed:\n"
            "  displayName: \"made by hand\" becomes \"Cluster c1\"");
  EXPECT_FALSE(harness.view("c1").owned);
  const auto told = harness.tell("c1", kImport);
  EXPECT_TRUE(told.done);
  EXPECT_EQ(told.message,
            "c1 is adopted, and is now changed:\n"
            "  displayName: \"made by hand\" becomes \"Cluster c1\"");
  EXPECT_TRUE(harness.view("c1").owned);
  EXPECT_TRUE(harness.journal.at(kC1).owned);
  EXPECT_FALSE(harness.journal.at(kC1).adopt_once);
  harness.answer(harness.expect(Verb::Get, "c1"), c1.cluster);
  EXPECT_EQ(harness.expect(Verb::Update, "c1").mask, std::vector<std::string>{"display_name"});
  EXPECT_EQ(harness.tell("c1", kImport).message, "c1 is managed already");
}

TEST(EngineImport, ChangesNothingWhereDriftIsReported) {
  EngineHarness harness;
  manifests::Policy policy = policy_of(Adoption::IfIdentical);
  policy.drift = manifests::Drift::Report;
  Shown c1(harness, policy);
  c1.cluster.spec.display_name = "made by hand";
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  ASSERT_EQ(harness.view("c1").reason, Reason::ExistsDifferent);
  EXPECT_THAT(harness.tell("c1", kImport).message,
              HasSubstr("policy.drift is Report, so this stays as it is"));
  EXPECT_EQ(harness.view("c1").reason, Reason::DriftReported);
  harness.pass(10min);
  EXPECT_EQ(changes(harness), 0U);
}

TEST(EngineImport, IsForTheVeryClusterThatWasShown) {
  EngineHarness harness;
  Shown c1(harness, policy_of(Adoption::Never));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  Record record;
  record.key = kC1;
  record.adopt_once = AdoptOnce{c1.cluster.create_time, c1.manifest->digest};
  record.digest = c1.manifest->digest;
  record.policy = c1.manifest->policy;
  record.generation = 1;
  const auto reason_when = [&](api::Cluster cluster, const manifests::Manifest& manifest) {
    JournalContents contents;
    contents.records = {record};
    EngineHarness later({}, std::move(contents));
    later.declare({std::make_shared<manifests::Manifest>(manifest)});
    later.list({std::move(cluster)});
    return later.view("c1").reason;
  };
  // What the process had no time to do, the next one does,
  EXPECT_EQ(reason_when(c1.cluster, *c1.manifest), Reason::AsDeclared);
  // but not with another cluster, nor for another declaration.
  api::Cluster another = c1.cluster;
  *another.create_time += 1s;
  EXPECT_EQ(reason_when(another, *c1.manifest), Reason::ExistsUnmanaged);
  const auto redeclared =
      a_manifest("c1").with_policy(policy_of(Adoption::Never)).with_display_name("new").build();
  EXPECT_EQ(reason_when(c1.cluster, *redeclared), Reason::ExistsUnmanaged);
}

TEST(EngineImport, SaysWhyNot) {
  EngineHarness harness;
  Shown c1(harness, policy_of(Adoption::Never));
  harness.declare({c1.manifest});
  EXPECT_THAT(harness.tell("c1", kImport).message, HasSubstr("was not read from the API yet"));
  c1.cluster.spec.eks->region = "eu-west-1";
  harness.list({c1.cluster});
  const auto immutable = harness.tell("c1", kImport);
  EXPECT_FALSE(immutable.done);
  EXPECT_THAT(immutable.message,
              HasSubstr("differs in what cannot be changed after create: eksCluster.region"));
  EXPECT_THAT(immutable.message, HasSubstr("make c1.yaml:1 say what the cluster has"));
  harness.tell("c1", SuspendCommand{{.reason = "", .owner = "bob", .until = {}}});
  EXPECT_THAT(harness.tell("c1", kImport).message, HasSubstr("resume it first"));
  harness.tell("c1", ResumeCommand{"bob"});
  harness.pass(66s);
  c1.cluster.spec.eks->region = "us-east-1";
  c1.cluster.state = ClusterState::Failed;
  harness.list({c1.cluster});
  EXPECT_THAT(harness.tell("c1", kImport).message, HasSubstr("is FAILED"));
  EXPECT_EQ(changes(harness), 0U);
}

TEST(EngineImport, SendsWhatNoManifestDeclaresToExport) {
  EngineHarness harness;
  const Shown c1(harness, policy_of(Adoption::IfIdentical, Deletion::Delete));
  harness.declare({c1.manifest});
  harness.list({c1.cluster});
  harness.declare({});
  EXPECT_THAT(harness.tell("c1", kImport).message, HasSubstr("`fireworks-operator export c1`"));
}

TEST(EngineDispute, NamesEachPlaceWithItsLineWhereThereIsOne) {
  EngineHarness harness;
  auto snapshot = std::make_shared<manifests::Snapshot>();
  snapshot->absence_is_meaningful = true;
  snapshot->duplicates.push_back({{"acme", "c1"}, {{"c1.yaml", 4, 9}, {.file = "team-a/c1"}}});
  harness.engine.desire(snapshot, harness.now());
  harness.tick();
  harness.list();
  EXPECT_EQ(harness.view("c1").message, "declared more than once: c1.yaml:4, team-a/c1");
}

}  // namespace
}  // namespace fwop::controller
