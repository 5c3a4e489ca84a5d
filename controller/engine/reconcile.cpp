#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

/// True if the change that the brake holds is no longer wanted. If we cannot tell now, it is still wanted.
bool is_over(const BrakeHold& hold, const Situation& situation, const Decision& decision) {
  if (const auto change = change_in_sight(situation)) return *change != hold.verb;
  switch (decision.action) {
    case Action::Observe:
    case Action::Recount:
    case Action::Confirm: return false;
    case Action::Hold:
      return decision.reason != Reason::RemovalHeld && decision.reason != Reason::RemovalPending &&
             decision.reason != Reason::Suspended && decision.reason != Reason::DuplicateDeclaration;
    case Action::Wait: return decision.reason != Reason::WaitingToRecreate;
    case Action::Rest:
    case Action::Create:
    case Action::Adopt:
    case Action::Update:
    case Action::Delete:
    case Action::Forget: break;
  }
  return true;
}

}  // namespace

Duration Engine::Impl::removal_wait() const {
  if (options_.deletion_grace == Duration(0)) return Duration(0);
  return std::max(options_.deletion_grace, options_.sweep_settled);
}

void Engine::Impl::end_removal(Entry& entry) {
  entry.removed_at.reset();
  entry.removed_from.reset();
  entry.removal_released = false;
  entry.removal_begun = false;
}

Situation Engine::Impl::situation(const Entry& entry, Now now) const {
  const auto& last_sweep = entry.account->sweep.last_whole();
  return situation_of({.now = now,
                       .record = entry.record,
                       .seen = entry.seen,
                       .drift = entry.drift,
                       .declared = entry.manifest != nullptr,
                       .disputed = entry.disputed,
                       .removed_at = entry.removed_at,
                       .removal_decided = entry.removal_begun || entry.removal_released,
                       .removal_wait = removal_wait(),
                       .last_sweep = last_sweep ? std::optional(last_sweep->began) : std::nullopt,
                       .blind_until = entry.blind_until,
                       .lag_until = entry.lag_until,
                       .failed_since = entry.failed_since,
                       .recreate_first = options_.recreate_first,
                       .recreate_longest = options_.recreate_longest});
}

void Engine::Impl::compare_with_declared(Entry& entry) {
  entry.drift.clear();
  if (!entry.manifest || !entry.seen.spec) return;
  entry.drift = api::differences(*entry.manifest->spec, *entry.seen.spec, entry.record.applied.get());
  // If both are equal, they share one object: this halves the memory of a settled cluster.
  if (*entry.manifest->spec == *entry.seen.spec) entry.seen.spec = entry.manifest->spec;
}

void Engine::Impl::reconcile(Entry& entry, Now now) {
  // One worker per key: it is reconciled again when its call ends.
  if (entry.call) return publish(entry, now);

  end_suspension(entry, now);
  // A suspension by command is kept, even if nothing else is: the manifest may come back.
  const bool something_kept = entry.record.owned || entry.record.intent || entry.record.suspend;
  if (!entry.manifest && !entry.disputed && !something_kept) return drop(entry);

  Situation facts = situation(entry, now);
  Decision decision = decide(facts);
  if (decision.action == Action::Adopt) {
    adopt(entry, facts.matches_attempt, now);
    facts = situation(entry, now);
    decision = decide(facts);
  }
  const bool ready = facts.state == api::ClusterState::Ready && facts.ownership == Ownership::Owned;
  if (ready && !entry.record.was_ready) {
    entry.record.was_ready = true;
    changes_.mark_record(entry);
  }
  if (decision.action == Action::Forget) return forget(entry, decision.reason, now);
  if (decision.action == Action::Rest) note_as_declared(entry, now);
  if (decision.action != Action::Wait) {
    entry.waiting_since.reset();
  } else if (!entry.waiting_since || entry.decision.reason != decision.reason) {
    entry.waiting_since = now.steady;
  }
  entry.decision = decision;
  if (entry.record.brake && is_over(*entry.record.brake, facts, decision)) {
    entry.record.brake.reset();
    changes_.mark_record(entry);
  }
  // The back-off of a change that is no longer wanted must not delay another change.
  const auto change = entry.failed_change ? change_in_sight(facts) : std::nullopt;
  if (change && *change != *entry.failed_change) {
    end_failures(entry);
    entry.not_before = now.steady;
  }
  schedule(entry, now);
  publish(entry, now);
}

void Engine::Impl::adopt(Entry& entry, bool from_attempt, Now now) {
  Record& record = entry.record;
  // If the declaration changed since the create, the difference is the user's change and is applied. Any
  // other difference is drift, and policy.drift decides.
  const bool as_declared_then =
      !from_attempt || !entry.manifest ||
      api::differences(*entry.manifest->spec, *record.intent->spec, nullptr).empty();
  record.owned = true;
  record.ever_seen = true;
  record.incarnation = entry.seen.create_time;
  record.applied = from_attempt ? record.intent->spec
                                : (entry.drift.empty() && entry.manifest ? entry.manifest->spec : nullptr);
  record.applied_generation = as_declared_then ? record.generation : 0;
  record.intent.reset();
  record.ready_since.reset();
  record.was_ready = false;
  if (!from_attempt) record.create_sent.reset();
  record.adopt_once.reset();
  entry.spoken_attempts = 0;
  changes_.remember(entry);
  end_failures(entry);
  compare_with_declared(entry);
  emit(entry, EventType::Normal, Reason::Adopting,
       from_attempt ? "the create took effect: the cluster exists and is ours"
                    : "adopted the existing cluster",
       now);
}

void Engine::Impl::note_as_declared(Entry& entry, Now now) {
  Record& record = entry.record;
  if (record.applied_generation != record.generation || record.intent) {
    record.applied_generation = record.generation;
    record.applied = entry.manifest->spec;
    record.intent.reset();
    changes_.mark_record(entry);
  }
  entry.urgent = false;
  end_failures(entry);
  note_ready(entry, now);
}

void Engine::Impl::note_ready(Entry& entry, Now now) {
  Record& record = entry.record;
  if (record.ready_since) return;
  record.ready_since = now.wall;
  record.recreations = 0;
  changes_.mark_record(entry);
  effects_.became_ready.push_back(
      std::max(Duration(0), std::chrono::duration_cast<Duration>(now.wall - record.first_seen)));
  if (record.create_sent) {
    const auto [kind, region] = ReadyHistory::kind_and_region(*entry.manifest->spec);
    const ReadySample sample{kind, region,
                             std::chrono::duration_cast<Duration>(now.wall - *record.create_sent), now.wall};
    record.create_sent.reset();
    ready_history_.add(sample);
    effects_.batch.ready_samples.push_back(sample);
  }
}

void Engine::Impl::forget(Entry& entry, Reason reason, Now now) {
  const bool still_there = entry.seen.what == Observation::What::Present;
  emit(entry, EventType::Normal, reason,
       reason == Reason::Deleted ? "the cluster is deleted, as its policy says"
       : still_there             ? "the manifest is gone: the cluster stays, and is not managed any more"
                                 : "the manifest is gone, and there is no cluster of ours",
       now);
  drop(entry);
}

}  // namespace fwop::controller
