#include "controller/engine/decide.hpp"

namespace fwop::controller {
namespace {

using manifests::Adoption;
using manifests::Deletion;
using manifests::Drift;
using manifests::OnFailed;

Decision decide_adoption(const Situation& s) {
  // We never delete and recreate a FAILED cluster that we did not create: a person decides.
  if (s.state == api::ClusterState::Failed) return {Action::Hold, Reason::ExistsFailed};
  switch (s.adoption) {
    case Adoption::Never: return {Action::Hold, Reason::ExistsUnmanaged};
    case Adoption::IfIdentical:
      return s.match == Match::Same ? Decision{Action::Adopt, Reason::Adopting}
                                    : Decision{Action::Hold, Reason::ExistsDifferent};
    case Adoption::Always:
      // An immutable field can never become as declared: to own such a cluster would only put it at risk.
      return s.match == Match::ImmutableDiffers ? Decision{Action::Hold, Reason::ExistsDifferent}
                                                : Decision{Action::Adopt, Reason::Adopting};
  }
  return {Action::Hold, Reason::ExistsUnmanaged};
}

Decision decide_failed(const Situation& s) {
  if (s.on_failed != OnFailed::Recreate || s.deletion != Deletion::Delete) {
    return {Action::Hold, Reason::ClusterFailed};
  }
  if (!s.recreate_due) return {Action::Wait, Reason::WaitingToRecreate};
  if (s.knowledge != Knowledge::Read) return {Action::Confirm, Reason::ReadingBeforeChange};
  return {Action::Delete, Reason::Recreating};
}

Decision decide_ready(const Situation& s) {
  switch (s.match) {
    case Match::Same: return {Action::Rest, Reason::AsDeclared};
    case Match::ImmutableDiffers: return {Action::Hold, Reason::ImmutableFieldDiffers};
    case Match::MutableDiffers: break;
  }
  // policy.drift is about changes by others. A change in the manifest is always applied.
  if (s.drift == Drift::Report && !s.change_declared) return {Action::Hold, Reason::DriftReported};
  if (s.bouncing) return {Action::Hold, Reason::ValueBouncesBack};
  if (s.knowledge != Knowledge::Read) return {Action::Confirm, Reason::ReadingBeforeChange};
  return {Action::Update, Reason::UpdatePending};
}

Decision decide_owned(const Situation& s) {
  if (s.delete_accepted) return {Action::Wait, Reason::Deleting};
  switch (s.state) {
    case api::ClusterState::Ready: return decide_ready(s);
    case api::ClusterState::Failed: return decide_failed(s);
    case api::ClusterState::Deleting: return {Action::Wait, Reason::Deleting};
    case api::ClusterState::Creating:
    case api::ClusterState::Unspecified:
    case api::ClusterState::Unrecognized: break;
  }
  return {Action::Wait, Reason::Creating};
}

Decision decide_existing(const Situation& s) {
  if (s.state == api::ClusterState::Deleting) return {Action::Wait, Reason::Deleting};
  switch (s.ownership) {
    case Ownership::Owned: return decide_owned(s);
    case Ownership::Attempted:
      if (s.matches_attempt) return {Action::Adopt, Reason::Creating};
      return decide_adoption(s);
    case Ownership::None: break;
  }
  return decide_adoption(s);
}

Decision decide_wanted(const Situation& s) {
  switch (s.knowledge) {
    case Knowledge::Nothing: break;
    case Knowledge::MissingFromList:
      // A LIST may lag behind: a cluster that we saw or tried to create is gone only when a GET says so.
      return s.ever_seen ? Decision{Action::Confirm, Reason::ConfirmingAbsence}
                         : Decision{Action::Create, Reason::CreatePending};
    case Knowledge::NotFound: return {Action::Recount, Reason::ConfirmingAbsence};
    case Knowledge::Gone:
      if (s.was_ready && !s.deleting_by_us && s.drift == Drift::Report) {
        return {Action::Hold, Reason::DeletedOutOfBand};
      }
      return {Action::Create, s.was_ready ? Reason::Recreating : Reason::CreatePending};
    case Knowledge::Listed:
    case Knowledge::Read: return decide_existing(s);
  }
  return {Action::Observe, s.attempt_open ? Reason::VerifyingAttempt : Reason::NotObservedYet};
}

Decision decide_unwanted(const Situation& s) {
  if (s.ownership == Ownership::None || s.deletion == Deletion::Retain) {
    return {Action::Forget, Reason::Released};
  }
  switch (s.knowledge) {
    case Knowledge::Nothing: break;
    case Knowledge::MissingFromList: return {Action::Confirm, Reason::ConfirmingAbsence};
    case Knowledge::NotFound: return {Action::Recount, Reason::ConfirmingAbsence};
    case Knowledge::Gone:
      // Our create may still arrive. If we forgot it now, nobody would manage the cluster.
      if (s.ownership == Ownership::Attempted && !s.attempt_settled) {
        return {Action::Wait, Reason::VerifyingAttempt};
      }
      return {Action::Forget, Reason::Deleted};
    case Knowledge::Listed:
    case Knowledge::Read:
      if (s.state == api::ClusterState::Deleting || s.delete_accepted) {
        return {Action::Wait, Reason::Deleting};
      }
      if (s.ownership == Ownership::Attempted) {
        return s.matches_attempt ? Decision{Action::Adopt, Reason::Creating}
                                 : Decision{Action::Forget, Reason::Released};
      }
      return s.knowledge == Knowledge::Read ? Decision{Action::Delete, Reason::DeletePending}
                                            : Decision{Action::Confirm, Reason::ReadingBeforeChange};
  }
  return {Action::Observe, s.attempt_open ? Reason::VerifyingAttempt : Reason::NotObservedYet};
}

Decision hold(const Situation& s, Reason reason) {
  if (s.knowledge == Knowledge::Nothing) return {Action::Observe, Reason::NotObservedYet};
  return {Action::Hold, reason};
}

}  // namespace

Decision decide(const Situation& s) {
  switch (s.desire) {
    case Desire::Disputed: return hold(s, Reason::DuplicateDeclaration);
    case Desire::Undecided:
      return hold(s, s.suspended       ? Reason::Suspended
                     : s.removal_noted ? Reason::RemovalPending
                                       : Reason::RemovalHeld);
    case Desire::Yes: return s.suspended ? hold(s, Reason::Suspended) : decide_wanted(s);
    case Desire::No: return s.suspended ? hold(s, Reason::Suspended) : decide_unwanted(s);
  }
  return hold(s, Reason::RemovalHeld);
}

bool about_to_change(const Decision& decision) {
  return decision.action == Action::Create || decision.action == Action::Update ||
         decision.action == Action::Delete || decision.reason == Reason::ReadingBeforeChange;
}

std::optional<api::Verb> change_in_sight(Situation situation) {
  if (situation.knowledge == Knowledge::Listed) situation.knowledge = Knowledge::Read;
  switch (decide(situation).action) {
    case Action::Create: return api::Verb::Create;
    case Action::Update: return api::Verb::Update;
    case Action::Delete: return api::Verb::Delete;
    case Action::Rest:
    case Action::Wait:
    case Action::Observe:
    case Action::Confirm:
    case Action::Recount:
    case Action::Adopt:
    case Action::Forget:
    case Action::Hold: break;
  }
  return std::nullopt;
}

}  // namespace fwop::controller
