#include <algorithm>
#include <utility>

#include "api/base/backoff.hpp"
#include "controller/engine/engine_impl.hpp"
#include "controller/engine/ownership.hpp"

namespace fwop::controller {
namespace {

// A GET may be this old and still be the read right before a change.
constexpr Duration kFreshRead = std::chrono::seconds(10);
// Rounds of setting a value and finding it changed back before that is reported instead of fought.
constexpr std::uint32_t kBounceRounds = 3;

Match match_of(const std::vector<api::FieldDifference>& drift) {
  if (drift.empty()) return Match::Same;
  const bool immutable = std::any_of(drift.begin(), drift.end(),
                                     [](const api::FieldDifference& field) { return field.immutable; });
  return immutable ? Match::ImmutableDiffers : Match::MutableDiffers;
}

/// Whether what the brake holds is wanted no more. What we merely cannot tell now ends no wish.
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

bool Engine::Impl::removal_counts(const Entry& entry, Now now) const {
  if (!entry.removed_at) return false;
  if (entry.removal_begun || entry.removal_released) return true;
  // Some editors and checkouts replace a file by taking it away first: what comes back in time costs nothing.
  if (now.steady < *entry.removed_at + removal_wait()) return false;
  const auto& swept = entry.account->sweep.complete_began;
  return swept && *swept > *entry.removed_at;
}

Situation Engine::Impl::situation(const Entry& entry, Now now) const {
  const Record& record = entry.record;
  const Observation& seen = entry.seen;
  Situation s;

  if (entry.disputed) {
    s.desire = Desire::Disputed;
  } else if (entry.manifest) {
    s.desire = Desire::Yes;
  } else {
    s.desire = removal_counts(entry, now) ? Desire::No : Desire::Undecided;
    s.removal_noted = entry.removed_at.has_value();
  }

  const manifests::Policy& policy = record.policy;
  s.suspended = in_force(policy.suspend, now.wall) || in_force(record.suspend, now.wall);
  s.adoption = may_adopt_once(record, seen.create_time) ? manifests::Adoption::Always : policy.adoption;
  s.drift = policy.drift;
  s.deletion = policy.deletion;
  s.on_failed = policy.on_failed;

  const bool present = seen.what == Observation::What::Present;
  if (present) {
    const bool fresh = seen.got && now.steady - *seen.got <= kFreshRead;
    s.knowledge = fresh ? Knowledge::Read : Knowledge::Listed;
    s.state = seen.state;
    s.match = match_of(entry.drift);
  } else if (seen.what == Observation::What::Absent) {
    s.knowledge = seen.gone        ? Knowledge::Gone
                  : seen.not_found ? Knowledge::NotFound
                                   : Knowledge::MissingFromList;
  }

  if (record.owned && (!present || is_incarnation(record, seen.create_time))) {
    s.ownership = Ownership::Owned;
  } else if (!record.owned && record.intent && record.intent->verb == api::Verb::Create) {
    s.ownership = Ownership::Attempted;
    s.matches_attempt = present && came_from_attempt(record, *seen.spec, seen.create_time);
  }

  s.ever_seen = record.ever_seen || record.owned || record.intent.has_value();
  s.was_ready = s.ownership == Ownership::Owned && record.was_ready;
  s.change_declared = record.applied_generation != record.generation;
  s.attempt_open = record.intent.has_value();
  s.attempt_settled =
      entry.blind_until == Instant::min() || seen.began >= entry.blind_until + kRequestsSettle;
  s.deleting_by_us = record.intent && record.intent->verb == api::Verb::Delete;
  s.delete_accepted = s.deleting_by_us && record.intent->accepted && seen.began < entry.lag_until;
  s.bouncing = record.bounces >= kBounceRounds;
  if (entry.failed_since) {
    const Duration wait = doubled(options_.recreate_first, options_.recreate_longest, record.recreations);
    s.recreate_due = now.steady >= *entry.failed_since + wait;
  }
  return s;
}

void Engine::Impl::compare(Entry& entry) {
  entry.drift.clear();
  if (!entry.manifest || !entry.seen.spec) return;
  entry.drift = api::differences(*entry.manifest->spec, *entry.seen.spec, entry.record.applied.get());
  // At rest both are the same object, which halves what a settled cluster costs.
  if (*entry.manifest->spec == *entry.seen.spec) entry.seen.spec = entry.manifest->spec;
}

void Engine::Impl::reconcile(Entry& entry, Now now) {
  // One worker a key: it is looked at again when its call ends.
  if (entry.call) return publish(entry, now);

  end_suspension(entry, now);
  // A suspended one is kept though nothing of it is: its manifest may come back.
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
    entry.dirty = true;
    changed(entry);
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
    entry.dirty = true;
    changed(entry);
  }
  // The back-off of a change that is wanted no more holds up no other.
  const auto change = entry.failed_change ? change_in_sight(facts) : std::nullopt;
  if (change && *change != *entry.failed_change) {
    succeeded(entry);
    entry.not_before = now.steady;
  }
  arrange(entry, now);
  publish(entry, now);
}

void Engine::Impl::adopt(Entry& entry, bool from_attempt, Now now) {
  Record& record = entry.record;
  // A declaration that changed since the create is applied as the user's change; any other difference of
  // what is adopted is drift, and its policy decides.
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
  entry.recorded = true;
  entry.dirty = true;
  succeeded(entry);
  compare(entry);
  changed(entry);
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
    entry.dirty = true;
    changed(entry);
  }
  entry.urgent = false;
  succeeded(entry);
  note_ready(entry, now);
}

void Engine::Impl::note_ready(Entry& entry, Now now) {
  Record& record = entry.record;
  if (record.ready_since) return;
  record.ready_since = now.wall;
  record.recreations = 0;
  entry.dirty = true;
  changed(entry);
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
