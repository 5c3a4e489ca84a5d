#include "controller/plan/classify.hpp"

#include <ostream>
#include <vector>

#include <gtest/gtest.h>

namespace fwop::controller {

// Found by argument-dependent lookup, so that a failure can be read.
void PrintTo(const Planned& planned, std::ostream* out) {
  *out << to_string(planned.action) << " (" << planned.when << ")";
}

namespace {

using api::ClusterState;

api::FieldDifference a_difference(bool immutable = false) {
  return {
      .path = "displayName", .mask = "display_name", .wanted = "b", .actual = "a", .immutable = immutable};
}

/// A declared cluster of ours, READY as declared.
ClusterView a_view(Verdict verdict = Verdict::Ready, Reason reason = Reason::AsDeclared) {
  ClusterView view;
  view.key = {"acme", "c1"};
  view.name = "c1";
  view.declared = view.owned = view.exists = true;
  view.state = ClusterState::Ready;
  view.verdict = verdict;
  view.reason = reason;
  view.generation = 2;
  return view;
}

TEST(Classify, ACallThatWouldLeaveIsWhatIsPlanned) {
  struct Case {
    api::Verb verb;
    Reason reason;
    PlannedAction action;
  };
  for (const Case& one : {Case{api::Verb::Create, Reason::CreatePending, PlannedAction::Create},
                          {api::Verb::Update, Reason::UpdatePending, PlannedAction::Update},
                          {api::Verb::Delete, Reason::DeletePending, PlannedAction::Delete},
                          {api::Verb::Delete, Reason::Recreating, PlannedAction::Recreate}}) {
    const ClusterView view = a_view(Verdict::Progressing, one.reason);
    EXPECT_EQ(planned(view, {.change = one.verb, .change_reason = one.reason}), (Planned{one.action, ""}));
  }
}

TEST(Classify, EachReasonToWaitForAPersonHasItsAction) {
  struct Case {
    Verdict verdict;
    Reason reason;
    PlannedAction action;
  };
  for (const Case& one : {Case{Verdict::Ready, Reason::AsDeclared, PlannedAction::Unchanged},
                          {Verdict::Suspended, Reason::Suspended, PlannedAction::Suspended},
                          {Verdict::Unknown, Reason::NotObservedYet, PlannedAction::Unknown},
                          {Verdict::Degraded, Reason::BrakeEngaged, PlannedAction::Braked},
                          {Verdict::Degraded, Reason::ExistsDifferent, PlannedAction::Refused},
                          {Verdict::Degraded, Reason::ImmutableFieldDiffers, PlannedAction::Refused},
                          {Verdict::Failed, Reason::ClusterFailed, PlannedAction::HeldByPolicy},
                          {Verdict::Degraded, Reason::DriftReported, PlannedAction::HeldByPolicy},
                          {Verdict::Degraded, Reason::DeletedOutOfBand, PlannedAction::HeldByPolicy}}) {
    EXPECT_EQ(planned(a_view(one.verdict, one.reason), {}), (Planned{one.action, ""}))
        << to_string(one.reason);
  }
}

TEST(Classify, WhatFailsIsNotKnown) {
  for (const Verdict verdict : {Verdict::Progressing, Verdict::Degraded, Verdict::Failed}) {
    ClusterView view = a_view(verdict, Reason::ApiUnavailable);
    view.failures = 1;
    EXPECT_EQ(planned(view, {}).action, PlannedAction::Unknown) << to_string(verdict);
  }
  ClusterView absent = a_view(Verdict::Progressing, Reason::ConfirmingAbsence);
  absent.exists = false;
  EXPECT_EQ(planned(absent, {}).action, PlannedAction::Unknown);
}

TEST(Classify, ReadyIsUnchangedUnlessItWasTakenOver) {
  EXPECT_EQ(planned(a_view(), {.adopted = true}).action, PlannedAction::Adopt);
}

TEST(Classify, AChangeDeclaredWhileItComesUpIsAChangeToCome) {
  ClusterView view = a_view(Verdict::Progressing, Reason::Creating);
  view.state = ClusterState::Creating;
  EXPECT_EQ(planned(view, {}).action, PlannedAction::Waiting);
  view.drift = {a_difference()};
  EXPECT_EQ(planned(view, {}), (Planned{PlannedAction::Update, "once it is READY"}));
  view.drift = {a_difference(), a_difference(/*immutable=*/true)};
  EXPECT_EQ(planned(view, {}).action, PlannedAction::Refused);
  view.drift = {a_difference()};
  EXPECT_EQ(planned(view, {.undeclared_drift = true}).action, PlannedAction::Update);
  EXPECT_EQ(planned(view, {.undeclared_drift = true, .drift = manifests::Drift::Report}).action,
            PlannedAction::HeldByPolicy);
  EXPECT_EQ(planned(view, {.drift = manifests::Drift::Report}).action, PlannedAction::Update);
  view.owned = false;
  EXPECT_EQ(planned(view, {}).action, PlannedAction::Waiting);
}

TEST(Classify, WhatIsBeingDeletedAndStillWantedComesAgain) {
  ClusterView view = a_view(Verdict::Progressing, Reason::Deleting);
  view.state = ClusterState::Deleting;
  EXPECT_EQ(planned(view, {}),
            (Planned{PlannedAction::Create, "once the one that is being deleted is gone"}));
  view.declared = false;
  EXPECT_EQ(planned(view, {}), (Planned{PlannedAction::Waiting, ""}));
}

TEST(Classify, ARecreationThatWaitsForItsDelayIsOneToCome) {
  ClusterView view = a_view(Verdict::Progressing, Reason::WaitingToRecreate);
  view.state = ClusterState::Failed;
  EXPECT_EQ(planned(view, {}).action, PlannedAction::Recreate);
}

TEST(Plan, WhatIsToBeDoneOrDecidedIsAChangeAndTheRestIsNone) {
  const auto has_changes = [](PlannedAction action) {
    Plan plan;
    plan.clusters.push_back({a_view(), action, {}, {}});
    return plan.has_changes();
  };
  for (const PlannedAction action :
       {PlannedAction::Create, PlannedAction::Update, PlannedAction::Delete, PlannedAction::Recreate,
        PlannedAction::Release, PlannedAction::Refused, PlannedAction::HeldByPolicy, PlannedAction::Braked})
    EXPECT_TRUE(has_changes(action)) << to_string(action);
  for (const PlannedAction action : {PlannedAction::Adopt, PlannedAction::Suspended, PlannedAction::Waiting,
                                     PlannedAction::Unchanged, PlannedAction::Unknown})
    EXPECT_FALSE(has_changes(action)) << to_string(action);
}

TEST(Plan, WhatCouldNotBeToldOrReadIsAnError) {
  Plan plan;
  EXPECT_FALSE(plan.has_errors());
  plan.diagnostics.push_back({.severity = manifests::Severity::Warning});
  EXPECT_FALSE(plan.has_errors());
  plan.diagnostics.push_back({.severity = manifests::Severity::Error});
  EXPECT_TRUE(plan.has_errors());
  Plan unknown;
  unknown.clusters.push_back({a_view(), PlannedAction::Unknown, {}, {}});
  EXPECT_TRUE(unknown.has_errors());
}

}  // namespace
}  // namespace fwop::controller
