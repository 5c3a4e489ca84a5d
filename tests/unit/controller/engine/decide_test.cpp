#include "controller/engine/decide.hpp"

#include <gtest/gtest.h>

#include "decide_printing.hpp"

namespace fwop::controller {
namespace {

using api::ClusterState;
using manifests::Adoption;
using manifests::Deletion;
using manifests::Drift;
using manifests::OnFailed;

Situation declared() { return Situation{}; }

Situation absent_by(Knowledge knowledge) {
  Situation s = declared();
  s.knowledge = knowledge;
  return s;
}

Situation existing(ClusterState state, Ownership ownership, Match match = Match::Same) {
  Situation s = declared();
  s.knowledge = Knowledge::Read;
  s.state = state;
  s.ownership = ownership;
  s.ever_seen = true;
  s.match = match;
  return s;
}

Situation removed(Situation s, Deletion deletion) {
  s.desire = Desire::No;
  s.deletion = deletion;
  return s;
}

TEST(Decide, LooksBeforeAnythingElse) {
  EXPECT_EQ(decide(declared()), (Decision{Action::Observe, Reason::NotObservedYet}));
}

TEST(Decide, CreatesWhatACompleteListLacksAndNobodyEverSaw) {
  EXPECT_EQ(decide(absent_by(Knowledge::MissingFromList)), (Decision{Action::Create, Reason::CreatePending}));
}

TEST(Decide, ConfirmsByAGetTheAbsenceOfWhatWasEverSeenOrTried) {
  Situation s = absent_by(Knowledge::MissingFromList);
  s.ever_seen = true;
  EXPECT_EQ(decide(s), (Decision{Action::Confirm, Reason::ConfirmingAbsence}));
  s.knowledge = Knowledge::NotFound;
  EXPECT_EQ(decide(s), (Decision{Action::Recount, Reason::ConfirmingAbsence}));
  s.knowledge = Knowledge::Gone;
  EXPECT_EQ(decide(s).action, Action::Create);
}

TEST(Decide, ForgetsWhatItDeletedOnlyWhenTwoReadsAgree) {
  Situation s = removed(absent_by(Knowledge::NotFound), Deletion::Delete);
  s.ownership = Ownership::Owned;
  EXPECT_EQ(decide(s), (Decision{Action::Recount, Reason::ConfirmingAbsence}));
  s.knowledge = Knowledge::Gone;
  EXPECT_EQ(decide(s), (Decision{Action::Forget, Reason::Deleted}));
}

TEST(Decide, WaitsWhereAReadLagsBehindAnAcceptedDelete) {
  Situation s = removed(existing(ClusterState::Ready, Ownership::Owned), Deletion::Delete);
  s.deleting_by_us = s.delete_accepted = true;
  EXPECT_EQ(decide(s), (Decision{Action::Wait, Reason::Deleting}));
  s.desire = Desire::Yes;
  EXPECT_EQ(decide(s), (Decision{Action::Wait, Reason::Deleting}));
}

TEST(Decide, ReadsAfterAnAttemptWhoseEndIsUnknown) {
  Situation s = declared();
  s.ownership = Ownership::Attempted;
  s.ever_seen = s.attempt_open = true;
  EXPECT_EQ(decide(s), (Decision{Action::Observe, Reason::VerifyingAttempt}));
}

TEST(Decide, TakesWhatItsOwnAttemptMadeForItsOwn) {
  Situation s = existing(ClusterState::Creating, Ownership::Attempted);
  s.matches_attempt = true;
  s.adoption = Adoption::Never;
  EXPECT_EQ(decide(s).action, Action::Adopt);
}

TEST(Decide, AdoptsByPolicy) {
  const auto with = [](Adoption adoption, Match match) {
    Situation s = existing(ClusterState::Ready, Ownership::None, match);
    s.adoption = adoption;
    return decide(s);
  };
  EXPECT_EQ(with(Adoption::Never, Match::Same), (Decision{Action::Hold, Reason::ExistsUnmanaged}));
  EXPECT_EQ(with(Adoption::IfIdentical, Match::Same), (Decision{Action::Adopt, Reason::Adopting}));
  EXPECT_EQ(with(Adoption::IfIdentical, Match::MutableDiffers),
            (Decision{Action::Hold, Reason::ExistsDifferent}));
  EXPECT_EQ(with(Adoption::Always, Match::MutableDiffers), (Decision{Action::Adopt, Reason::Adopting}));
  EXPECT_EQ(with(Adoption::Always, Match::ImmutableDiffers),
            (Decision{Action::Hold, Reason::ExistsDifferent}));
}

TEST(Decide, NeverAdoptsAFailedCluster) {
  Situation s = existing(ClusterState::Failed, Ownership::None);
  s.adoption = Adoption::Always;
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::ExistsFailed}));
}

TEST(Decide, WaitsWhileTheStateIsOnItsWayOrUnknownToUs) {
  for (const auto state : {ClusterState::Creating, ClusterState::Unspecified, ClusterState::Unrecognized}) {
    EXPECT_EQ(decide(existing(state, Ownership::Owned, Match::MutableDiffers)),
              (Decision{Action::Wait, Reason::Creating}));
  }
}

TEST(Decide, RestsWhenReadyAsDeclared) {
  EXPECT_EQ(decide(existing(ClusterState::Ready, Ownership::Owned)),
            (Decision{Action::Rest, Reason::AsDeclared}));
}

TEST(Decide, HealsDriftOnlyOnAFreshRead) {
  Situation s = existing(ClusterState::Ready, Ownership::Owned, Match::MutableDiffers);
  EXPECT_EQ(decide(s), (Decision{Action::Update, Reason::UpdatePending}));
  s.knowledge = Knowledge::Listed;
  EXPECT_EQ(decide(s), (Decision{Action::Confirm, Reason::ReadingBeforeChange}));
}

TEST(Decide, ReportsDriftWhereThePolicySaysSoButAppliesTheUsersOwnChange) {
  Situation s = existing(ClusterState::Ready, Ownership::Owned, Match::MutableDiffers);
  s.drift = Drift::Report;
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::DriftReported}));
  s.change_declared = true;
  EXPECT_EQ(decide(s).action, Action::Update);
}

TEST(Decide, ReportsInsteadOfFightingAValueThatComesBack) {
  Situation s = existing(ClusterState::Ready, Ownership::Owned, Match::MutableDiffers);
  s.bouncing = true;
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::ValueBouncesBack}));
}

TEST(Decide, MakesNoCallOverAnImmutableField) {
  EXPECT_EQ(decide(existing(ClusterState::Ready, Ownership::Owned, Match::ImmutableDiffers)),
            (Decision{Action::Hold, Reason::ImmutableFieldDiffers}));
}

TEST(Decide, HoldsAFailedClusterUnlessBothPoliciesSayRecreate) {
  Situation s = existing(ClusterState::Failed, Ownership::Owned);
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::ClusterFailed}));
  s.on_failed = OnFailed::Recreate;
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::ClusterFailed}));
  s.deletion = Deletion::Delete;
  EXPECT_EQ(decide(s), (Decision{Action::Wait, Reason::WaitingToRecreate}));
  s.recreate_due = true;
  EXPECT_EQ(decide(s), (Decision{Action::Delete, Reason::Recreating}));
}

TEST(Decide, WaitsForADeletionWhosever) {
  for (const auto ownership : {Ownership::None, Ownership::Attempted, Ownership::Owned}) {
    EXPECT_EQ(decide(existing(ClusterState::Deleting, ownership)),
              (Decision{Action::Wait, Reason::Deleting}));
  }
}

TEST(Decide, CreatesAgainWhatOthersDeletedUnlessDriftIsOnlyReported) {
  Situation s = absent_by(Knowledge::Gone);
  s.ownership = Ownership::Owned;
  s.ever_seen = s.was_ready = true;
  EXPECT_EQ(decide(s), (Decision{Action::Create, Reason::Recreating}));
  s.drift = Drift::Report;
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::DeletedOutOfBand}));
  s.attempt_open = s.deleting_by_us = true;
  EXPECT_EQ(decide(s).action, Action::Create);
}

TEST(Decide, LetsGoOfWhatIsRetained) {
  EXPECT_EQ(decide(removed(existing(ClusterState::Ready, Ownership::Owned), Deletion::Retain)),
            (Decision{Action::Forget, Reason::Released}));
}

TEST(Decide, DeletesOnlyWhatIsOursAndJustRead) {
  Situation s = removed(existing(ClusterState::Ready, Ownership::Owned), Deletion::Delete);
  EXPECT_EQ(decide(s), (Decision{Action::Delete, Reason::DeletePending}));
  s.knowledge = Knowledge::Listed;
  EXPECT_EQ(decide(s), (Decision{Action::Confirm, Reason::ReadingBeforeChange}));
  s.knowledge = Knowledge::Gone;
  EXPECT_EQ(decide(s), (Decision{Action::Forget, Reason::Deleted}));
  EXPECT_EQ(decide(removed(existing(ClusterState::Ready, Ownership::None), Deletion::Delete)).action,
            Action::Forget);
}

TEST(Decide, KeepsAnAttemptInMindUntilItCannotArriveAnyMore) {
  Situation s = removed(absent_by(Knowledge::Gone), Deletion::Delete);
  s.ownership = Ownership::Attempted;
  EXPECT_EQ(decide(s), (Decision{Action::Wait, Reason::VerifyingAttempt}));
  s.attempt_settled = true;
  EXPECT_EQ(decide(s), (Decision{Action::Forget, Reason::Deleted}));
}

TEST(Decide, ActsOnNothingWhileSuspendedDisputedOrUndecided) {
  for (const auto state : {ClusterState::Ready, ClusterState::Failed}) {
    Situation s = existing(state, Ownership::Owned, Match::MutableDiffers);
    s.deletion = Deletion::Delete;
    s.on_failed = OnFailed::Recreate;
    s.recreate_due = true;
    s.desire = Desire::Disputed;
    EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::DuplicateDeclaration}));
    s.desire = Desire::Undecided;
    EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::RemovalHeld}));
    s.removal_noted = true;
    EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::RemovalPending}));
    s.desire = Desire::No;
    s.suspended = true;
    EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::Suspended}));
  }
}

TEST(Decide, SaysSuspendedOfWhatMayBeRemovedTooButNotOfADispute) {
  Situation s = existing(ClusterState::Ready, Ownership::Owned);
  s.suspended = true;
  for (const auto desire : {Desire::Yes, Desire::No, Desire::Undecided}) {
    s.desire = desire;
    EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::Suspended}));
  }
  s.desire = Desire::Disputed;
  EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::DuplicateDeclaration}));
}

TEST(Decide, OnlyLooksAtASuspendedClusterItDoesNotKnow) {
  Situation s = declared();
  s.suspended = true;
  for (const auto desire : {Desire::Yes, Desire::No, Desire::Undecided}) {
    s.desire = desire;
    EXPECT_EQ(decide(s), (Decision{Action::Observe, Reason::NotObservedYet}));
  }
  for (const auto knowledge : {Knowledge::MissingFromList, Knowledge::Gone}) {
    s.desire = Desire::Yes;
    s.knowledge = knowledge;
    EXPECT_EQ(decide(s), (Decision{Action::Hold, Reason::Suspended}));
  }
}

}  // namespace
}  // namespace fwop::controller
