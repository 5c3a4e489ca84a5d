// Small changes of the engine that would cost a cluster, an approval or a person's time, and that no other
// test would notice: each test says what follows.
#include <ostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/engine/entry.hpp"
#include "decide_printing.hpp"
#include "truthful_api.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using api::ErrorKind;
using api::Verb;
using manifests::Drift;
using testing::a_manifest;
using testing::EngineHarness;
using ::testing::HasSubstr;
using testing::ManifestBuilder;
using testing::TruthfulApi;
using namespace std::chrono_literals;

const api::ClusterKey kC1{"acme", "c1"};

manifests::Policy drift_is(Drift drift) {
  manifests::Policy policy;
  policy.drift = drift;
  return policy;
}

/// One cluster of ours, created and READY as declared.
struct Ours : ::testing::Test {
  EngineHarness harness;
  TruthfulApi world{harness};

  void create(const ManifestBuilder& manifest, ClusterState state = ClusterState::Ready) {
    const auto declared = manifest.build();
    harness.declare({declared});
    world.live(2s);
    world.put("c1", ClusterState::Creating, *declared->spec);
    harness.answer(harness.expect(Verb::Create, "c1"), world.at("c1"));
    world.live(2s);
    world.at("c1").state = state;
    world.at("c1").state_text = api::cluster_state_name(state);
    world.live(20s);
  }
  void somebody_renames_it() { world.at("c1").spec.display_name = "by hand"; }
  /// The update that waits is carried out, as the declaration says.
  void carry_out_update(const std::string& display_name) {
    world.at("c1").spec.display_name = display_name;
    harness.answer(harness.expect(Verb::Update, "c1"), world.at("c1"));
  }
};

// --- A policy that changes is no change to apply.

/// Suspended, changed by hand, and then to be only watched: the policy of whoever does maintenance.
TEST_F(Ours, SwitchingToReportKeepsTheDriftItIsToProtect) {
  create(a_manifest("c1"));
  manifests::Policy suspended;
  suspended.suspend = manifests::Suspension{};
  harness.declare({a_manifest("c1").with_policy(suspended).build()});
  somebody_renames_it();
  world.live(3min);
  harness.declare({a_manifest("c1").with_policy(drift_is(Drift::Report)).build()});
  world.live(5min);
  EXPECT_EQ(harness.calls_of(Verb::Update), 0U);
  EXPECT_EQ(harness.view("c1").reason, Reason::DriftReported);
}

TEST_F(Ours, AnEditIsAppliedUnderReportThoughThePolicyChangesAfterIt) {
  create(a_manifest("c1").with_policy(drift_is(Drift::Report)));
  manifests::Policy other = drift_is(Drift::Report);
  other.deletion = manifests::Deletion::Delete;
  harness.declare({a_manifest("c1").with_policy(drift_is(Drift::Report)).with_display_name("new").build()});
  harness.declare({a_manifest("c1").with_policy(other).with_display_name("new").build()});
  world.live(1min);
  harness.expect(Verb::Update, "c1");
}

TEST_F(Ours, AnEditWithAPolicyInOneIsApplied) {
  create(a_manifest("c1"));
  harness.declare({a_manifest("c1").with_policy(drift_is(Drift::Report)).with_display_name("new").build()});
  world.live(1min);
  carry_out_update("new");
  world.live(1min);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  // And from then on it only reports.
  somebody_renames_it();
  world.live(5min);
  EXPECT_EQ(harness.calls_of(Verb::Update), 1U);
}

// --- What a person allowed was for what they saw.

/// The journal holds a permission that was given and not used yet; then the declaration is edited, or not.
TEST(EngineProbe, PermissionToAdoptEndsWithTheDeclarationThatItWasFor) {
  for (const bool edited : {false, true}) {
    SCOPED_TRACE(edited ? "edited and edited back" : "left as it was");
    manifests::Policy never;
    never.adoption = manifests::Adoption::Never;
    const auto declared = a_manifest("c1").with_policy(never).build();
    const auto other = a_manifest("c1").with_policy(never).with_display_name("other").build();
    Record record;
    record.key = kC1;
    record.generation = 1;
    record.digest = declared->digest;
    record.policy = never;
    record.adopt_once = AdoptOnce{EngineHarness().now().wall, declared->digest};
    EngineHarness harness(testing::without_grace(), JournalContents{{record}, {}, {}});
    TruthfulApi world(harness);
    world.put("c1", ClusterState::Ready, *declared->spec, record.adopt_once->incarnation);
    if (edited) harness.declare({other});
    harness.declare({declared});
    world.live(3min);
    EXPECT_EQ(harness.view("c1").owned, !edited);
    EXPECT_EQ(harness.view("c1").reason, edited ? Reason::ExistsUnmanaged : Reason::AsDeclared);
  }
}

// --- Whether it was READY decides what its disappearance means.

struct Vanished {
  ClusterState last_seen;
  Drift drift;
  std::size_t creates_again;
};
void PrintTo(const Vanished& vanished, std::ostream* out) {
  *out << api::cluster_state_name(vanished.last_seen) << " under " << to_string(vanished.drift);
}
struct Vanishing : Ours, ::testing::WithParamInterface<Vanished> {};

TEST_P(Vanishing, IsDriftOnlyOfAClusterThatWasReady) {
  create(a_manifest("c1").with_policy(drift_is(GetParam().drift)), GetParam().last_seen);
  world.take_away("c1");
  world.live(10min);
  EXPECT_EQ(harness.calls_of(Verb::Create), 1 + GetParam().creates_again);
  EXPECT_EQ(harness.view("c1").reason == Reason::DeletedOutOfBand, GetParam().creates_again == 0);
}
INSTANTIATE_TEST_SUITE_P(All, Vanishing,
                         ::testing::Values(Vanished{ClusterState::Ready, Drift::Report, 0},
                                           Vanished{ClusterState::Ready, Drift::Heal, 1},
                                           Vanished{ClusterState::Creating, Drift::Report, 1},
                                           Vanished{ClusterState::Creating, Drift::Heal, 1}));

// --- What is learned of the time to READY comes from creates of ours.

TEST_F(Ours, TimeToReadyIsLearnedFromItsOwnCreate) {
  create(a_manifest("c1"));
  ASSERT_EQ(harness.ready_samples.size(), 1U);
  EXPECT_EQ(harness.ready_samples[0].kind, "eks");
  EXPECT_EQ(harness.ready_samples[0].region, "us-east-1");
  EXPECT_GE(harness.ready_samples[0].took, 2s);
  EXPECT_LE(harness.ready_samples[0].took, 25s);
  EXPECT_FALSE(harness.view("c1").create_sent) << "it does not come up any more";
}

TEST(EngineProbe, NothingIsLearnedFromWhatWasThereBefore) {
  EngineHarness harness;
  TruthfulApi world(harness);
  const auto declared = a_manifest("c1").build();
  world.put("c1", ClusterState::Ready, *declared->spec);
  harness.declare({declared});
  world.live(3min);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
  EXPECT_TRUE(harness.ready_samples.empty());
}

// --- An answer says more than its state.

TEST(EngineProbe, AnObservationKeepsWhatIsUnusualInAnAnswer) {
  api::Cluster usual;
  usual.state = ClusterState::Ready;
  usual.state_text = api::cluster_state_name(usual.state);
  EXPECT_FALSE(detail_of(usual));
  api::Cluster odd_state = usual;
  odd_state.state_text = "HIBERNATING";
  ASSERT_TRUE(detail_of(odd_state));
  EXPECT_EQ(detail_of(odd_state)->state_text, "HIBERNATING");
  api::Cluster with_message = usual;
  with_message.status.message = "low on quota";
  ASSERT_TRUE(detail_of(with_message));
  EXPECT_EQ(detail_of(with_message)->status.message, "low on quota");
  api::Cluster with_code = usual;
  with_code.status.code = "INTERNAL";
  ASSERT_TRUE(detail_of(with_code));
  EXPECT_EQ(detail_of(with_code)->status.code, "INTERNAL");
}

// --- Pace.

TEST_F(Ours, WaitsAsLongAsTheServerAsksForOneClustersSake) {
  create(a_manifest("c1"));
  harness.declare({a_manifest("c1").with_display_name("new").build()});
  world.live(5s);
  world.fail(harness.expect(Verb::Update, "c1"), ErrorKind::Unavailable, api::RpcCode::Unavailable, 50s);
  world.live(48s);
  EXPECT_EQ(harness.calls_of(Verb::Update), 1U);
  world.live(2min);
  EXPECT_EQ(harness.calls_of(Verb::Update), 2U);
}

TEST(EngineProbe, AServerThatSaysBothExistsAndNotFoundIsNotAskedInATightCircle) {
  EngineHarness harness;
  TruthfulApi world(harness);
  harness.declare({a_manifest("c1")});
  for (int second = 0; second < 600; ++second) {
    world.live(1s);
    if (harness.waiting().find("create c1") != std::string::npos)
      world.fail(harness.expect(Verb::Create, "c1"), ErrorKind::AlreadyExists, api::RpcCode::AlreadyExists);
  }
  EXPECT_LE(harness.calls_of(Verb::Create), 25U);
}

TEST(EngineProbe, ADeleteThatHasNoEffectIsNotRepeatedInATightCircle) {
  EngineHarness harness;
  TruthfulApi world(harness);
  manifests::Policy policy;
  policy.deletion = manifests::Deletion::Delete;
  const auto declared = a_manifest("c1").with_policy(policy).build();
  world.put("c1", ClusterState::Ready, *declared->spec);
  harness.declare({declared});
  world.live(5s);
  harness.declare({});
  for (int second = 0; second < 900; ++second) {
    world.live(1s);
    if (harness.waiting().find("delete c1") != std::string::npos)
      harness.answer(harness.expect(Verb::Delete, "c1"), Accepted{});
  }
  EXPECT_GE(harness.calls_of(Verb::Delete), 1U);
  EXPECT_LE(harness.calls_of(Verb::Delete), 25U);
}

// --- A plan that waits for approval is named only where there is something to approve.

TEST_F(Ours, ComingUpIsNoChangeThatWaitsForApproval) {
  create(a_manifest("c1"), ClusterState::Creating);
  harness.engine.hold(HoldKind::PlanNotApproved, "plan abc is not approved", harness.now());
  harness.pass(1ms);
  world.live(5s);
  EXPECT_EQ(harness.view("c1").reason, Reason::Creating);
  world.at("c1").state = ClusterState::Ready;
  world.at("c1").state_text = "READY";
  world.live(2min);
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Ready);
}

TEST_F(Ours, AChangeThatWaitsForApprovalSaysSo) {
  create(a_manifest("c1"));
  harness.engine.hold(HoldKind::PlanNotApproved, "plan abc is not approved", harness.now());
  harness.declare({a_manifest("c1").with_display_name("new").build()});
  world.live(10s);
  EXPECT_EQ(harness.view("c1").reason, Reason::PlanNotApproved);
  EXPECT_EQ(harness.calls_of(Verb::Update), 0U);
}

/// Every decision: a change, the read right before one, or neither.
TEST(EngineProbe, OnlyAChangeAndTheReadBeforeItAreAboutToChange) {
  for (const Action action : {Action::Create, Action::Update, Action::Delete})
    EXPECT_TRUE(about_to_change({action, Reason::CreatePending})) << to_string(action);
  EXPECT_TRUE(about_to_change({Action::Confirm, Reason::ReadingBeforeChange}));
  for (const Action action : {Action::Rest, Action::Wait, Action::Observe, Action::Confirm, Action::Adopt,
                              Action::Forget, Action::Hold}) {
    for (const Reason reason : {Reason::Creating, Reason::ConfirmingAbsence, Reason::VerifyingAttempt,
                                Reason::Suspended, Reason::AsDeclared, Reason::Deleting}) {
      EXPECT_FALSE(about_to_change({action, reason})) << to_string(action) << ' ' << to_string(reason);
    }
  }
}

// --- What a LIST shows is acted on as soon as its page is there.

TEST_F(Ours, TheFirstPageOfALongListSaysItFailed) {
  create(a_manifest("c1"));
  ASSERT_EQ(harness.view("c1").verdict, Verdict::Ready);
  while (harness.waiting() != "list") harness.pass(1s);
  api::Cluster failed = world.at("c1");
  failed.state = ClusterState::Failed;
  failed.state_text = "FAILED";
  failed.status = {"PERMISSION_DENIED", "the role cannot be assumed"};
  harness.answer(harness.expect(Verb::List), api::ClusterPage{{failed}, "next"});
  EXPECT_EQ(harness.waiting(), "list");
  EXPECT_EQ(harness.view("c1").verdict, Verdict::Failed);
  EXPECT_THAT(harness.view("c1").message, HasSubstr("the role cannot be assumed"));
}

// --- Abandoned: what is left of it.

TEST(EngineProbe, AbandoningTakesTheCommandedSuspensionAlongUnlessItIsStillDeclared) {
  for (const bool declared : {true, false}) {
    SCOPED_TRACE(declared ? "declared" : "its manifest is gone");
    EngineHarness harness;
    TruthfulApi world(harness);
    const auto manifest = a_manifest("c1").build();
    world.put("c1", ClusterState::Ready, *manifest->spec);
    harness.declare({manifest});
    world.live(5s);
    ASSERT_TRUE(harness.view("c1").owned);
    ASSERT_TRUE(harness.tell("c1", SuspendCommand{{.reason = "", .owner = "ops", .until = {}}}).done);
    manifests::Policy never;
    never.adoption = manifests::Adoption::Never;
    if (declared) harness.declare({a_manifest("c1").with_policy(never).build()});
    if (!declared) harness.declare({});
    world.live(3min);
    const auto told = harness.tell("c1", AbandonCommand{"alice"});
    ASSERT_TRUE(told.done) << told.message;
    world.live(3min);
    if (declared) {
      EXPECT_EQ(harness.view("c1").verdict, Verdict::Suspended);
    } else {
      EXPECT_FALSE(harness.engine.cluster(kC1, harness.now()));
      EXPECT_FALSE(harness.journal.contains(kC1));
    }
  }
}

// --- Brake x recreate x edit: what the brake holds ends with a release or with the wish, and with nothing
// else.

/// What happens to the declaration of the cluster whose delete is held.
struct WhileHeld {
  const char* name;
  bool recreate;  ///< Held is the delete of a FAILED cluster that is to be created again; else of a removed
                  ///< one.
  enum class Edit { None, Spec, Adoption, Retain, OnFailedHold, ComesBack } edit;
  bool still_held;
};
void PrintTo(const WhileHeld& held, std::ostream* out) { *out << held.name; }

class HeldDelete : public ::testing::TestWithParam<WhileHeld> {
 protected:
  static manifests::Policy policy() {
    manifests::Policy policy;
    policy.deletion = manifests::Deletion::Delete;
    policy.on_failed = manifests::OnFailed::Recreate;
    return policy;
  }
  static std::shared_ptr<const manifests::Manifest> edited(const std::string& id, WhileHeld::Edit edit) {
    manifests::Policy changed = policy();
    ManifestBuilder manifest = a_manifest(id);
    if (edit == WhileHeld::Edit::Spec) manifest.with_display_name("edited");
    if (edit == WhileHeld::Edit::Adoption) changed.adoption = manifests::Adoption::Always;
    if (edit == WhileHeld::Edit::Retain) changed.deletion = manifests::Deletion::Retain;
    if (edit == WhileHeld::Edit::OnFailedHold) changed.on_failed = manifests::OnFailed::Hold;
    return manifest.with_policy(changed).build();
  }
};

TEST_P(HeldDelete, EndsWithAReleaseOrWithTheWishAlone) {
  const WhileHeld& held = GetParam();
  EngineHarness harness;
  TruthfulApi world(harness);
  const auto c1 = a_manifest("c1").with_policy(policy()).build();
  const auto c2 = a_manifest("c2").with_policy(policy()).build();
  const ClusterState state = held.recreate ? ClusterState::Failed : ClusterState::Ready;
  world.put("c1", ClusterState::Ready, *c1->spec);
  world.put("c2", ClusterState::Ready, *c2->spec);
  harness.declare({c1, c2});
  world.live(5s);
  for (const char* id : {"c1", "c2"}) {
    world.at(id).state = state;
    world.at(id).state_text = api::cluster_state_name(state);
  }
  if (!held.recreate) harness.declare({});
  world.live(15min);
  // The hour has room for one.
  ASSERT_EQ(harness.calls_of(Verb::Delete), 1U);
  const std::string first = harness.expect(Verb::Delete).key.cluster_id;
  const std::string other = first == "c1" ? "c2" : "c1";
  ASSERT_EQ(harness.view(other).reason, Reason::BrakeEngaged);

  // The hour goes by: there is room again, which lets nothing go, and an edit does not ask for it anew.
  world.live(70min);
  EXPECT_EQ(harness.calls_of(Verb::Delete), 1U);
  if (held.edit != WhileHeld::Edit::None) {
    std::vector<std::shared_ptr<const manifests::Manifest>> declared;
    for (const char* id : {"c1", "c2"}) {
      if (id == other)
        declared.push_back(edited(id, held.edit));
      else if (held.recreate)
        declared.push_back(edited(id, WhileHeld::Edit::None));
    }
    harness.declare(declared);
  }
  world.live(10min);
  EXPECT_EQ(harness.calls_of(Verb::Delete), 1U);
  EXPECT_EQ(harness.view(other).reason == Reason::BrakeEngaged, held.still_held);
  EXPECT_EQ(harness.release(other), held.still_held ? 1U : 0U);
  world.live(1min);
  EXPECT_EQ(harness.calls_of(Verb::Delete), held.still_held ? 2U : 1U);
}

INSTANTIATE_TEST_SUITE_P(
    All, HeldDelete,
    ::testing::Values(WhileHeld{"RemovedAndLeftAlone", false, WhileHeld::Edit::None, true},
                      WhileHeld{"RemovedAndPutBack", false, WhileHeld::Edit::ComesBack, false},
                      WhileHeld{"FailedAndLeftAlone", true, WhileHeld::Edit::None, true},
                      WhileHeld{"FailedAndItsSpecEdited", true, WhileHeld::Edit::Spec, true},
                      WhileHeld{"FailedAndAnotherPolicyEdited", true, WhileHeld::Edit::Adoption, true},
                      WhileHeld{"FailedAndNowRetained", true, WhileHeld::Edit::Retain, false},
                      WhileHeld{"FailedAndNowHeldByPolicy", true, WhileHeld::Edit::OnFailedHold, false}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace fwop::controller
