#include "controller/plan/classify.hpp"

#include <algorithm>

namespace fwop::controller {
namespace {

PlannedAction action_of_call(api::Verb verb, Reason reason) {
  if (verb == api::Verb::Create) return PlannedAction::Create;
  if (verb == api::Verb::Update) return PlannedAction::Update;
  return reason == Reason::Recreating ? PlannedAction::Recreate : PlannedAction::Delete;
}

bool any_immutable(const ClusterView& view) {
  return std::any_of(view.drift.begin(), view.drift.end(),
                     [](const api::FieldDifference& field) { return field.immutable; });
}

/// For a cluster whose state changes by itself at the API.
Planned after_the_move(const ClusterView& view, const PlanningFacts& facts) {
  if (view.reason == Reason::WaitingToRecreate)
    return {PlannedAction::Recreate, "once the delay after the last one is over"};
  if (view.state == api::ClusterState::Deleting) {
    if (view.declared) return {PlannedAction::Create, "once the one that is being deleted is gone"};
    return {PlannedAction::Waiting, {}};
  }
  if (view.drift.empty() || !view.owned) return {PlannedAction::Waiting, {}};
  if (any_immutable(view)) return {PlannedAction::Refused, {}};
  if (facts.drift == manifests::Drift::Report && facts.undeclared_drift)
    return {PlannedAction::HeldByPolicy, {}};
  return {PlannedAction::Update, "once it is READY"};
}

/// True if a policy keeps us from changing it. A person may change the policy or the cluster.
bool by_policy(Reason reason) {
  return reason == Reason::ClusterFailed || reason == Reason::DriftReported ||
         reason == Reason::DeletedOutOfBand;
}

}  // namespace

Planned planned(const ClusterView& view, const PlanningFacts& facts) {
  if (facts.change) return {action_of_call(*facts.change, facts.change_reason), {}};
  if (view.reason == Reason::BrakeEngaged) return {PlannedAction::Braked, {}};
  switch (view.verdict) {
    case Verdict::Suspended: return {PlannedAction::Suspended, {}};
    case Verdict::Unknown: return {PlannedAction::Unknown, {}};
    case Verdict::Ready: return {facts.adopted ? PlannedAction::Adopt : PlannedAction::Unchanged, {}};
    case Verdict::Progressing:
      if (view.failures > 0 || !view.exists) return {PlannedAction::Unknown, {}};
      return after_the_move(view, facts);
    case Verdict::Failed:
    case Verdict::Degraded: break;
  }
  if (view.failures > 0) return {PlannedAction::Unknown, {}};
  return {by_policy(view.reason) ? PlannedAction::HeldByPolicy : PlannedAction::Refused, {}};
}

}  // namespace fwop::controller
