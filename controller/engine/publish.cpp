#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

constexpr int kSweepsUntilStale = 5;

std::optional<StandingFacts::ClosedGate> closed(const AccountGate& gate) {
  if (gate.open()) return std::nullopt;
  return StandingFacts::ClosedGate{gate.reason(), gate.message(), gate.failures()};
}

}  // namespace

Duration Engine::Impl::staleness_limit() const {
  return options_.staleness_limit.value_or(options_.sweep_settled * kSweepsUntilStale);
}

bool Engine::Impl::never_seen(const Entry& entry) {
  return entry.seen.what == Observation::What::Nothing && entry.blind_until == Instant::min();
}

StandingFacts Engine::Impl::standing_facts(const Entry& entry, Now now) const {
  const Record& record = entry.record;
  const Observation& seen = entry.seen;
  const Account& account = *entry.account;
  const Decision& decision = entry.decision;
  StandingFacts facts;
  facts.decision = decision;
  facts.was_read = seen.what != Observation::What::Nothing;
  facts.exists = seen.what == Observation::What::Present;
  facts.read_at = seen.wall;
  if (!never_seen(entry)) {
    const Instant known = facts.was_read ? std::max(seen.began, entry.blind_until) : entry.blind_until;
    facts.age = now.steady - known;
  }
  facts.staleness_limit = staleness_limit();
  facts.status_code = seen.status().code;
  facts.status_message = seen.status().message;
  facts.drift = &entry.drift;
  facts.reads_closed = closed(account.reads);
  facts.changes_closed = closed(account.changes);
  facts.list_problem = account.sweep.problem();
  facts.held = held_change(entry, now);
  facts.changes_held = changes_held(now);
  if (entry.refusal && now.steady < entry.not_before) facts.record_refused = *entry.refusal;
  facts.failures = entry.failures;
  if (entry.last_error) facts.last_error = &*entry.last_error;
  facts.terminal = entry.terminal;
  if (decision.reason == Reason::Creating && record.create_sent) {
    facts.coming_up_for = now.wall - *record.create_sent;
    const auto estimate = estimate_for(entry);
    facts.usual = estimate ? estimate->p95 : options_.soft_deadline;
  }
  if (decision.action == Action::Hold) add_hold_facts(facts, entry, now);
  return facts;
}

void Engine::Impl::add_hold_facts(StandingFacts& facts, const Entry& entry, Now now) const {
  const Record& record = entry.record;
  facts.cluster_id = record.key.cluster_id;
  facts.create_lost_answer = record.intent && record.intent->answer_lost;
  facts.dispute = entry.dispute;
  if (in_force(record.suspend, now.wall)) facts.suspended_by_command = &*record.suspend;
  if (in_force(record.policy.suspend, now.wall)) facts.suspended_in_manifest = &*record.policy.suspend;
  if (entry.removed_at) facts.unmanaged_at = to_wall(*entry.removed_at + removal_wait(), now);
  if (entry.decision.reason != Reason::RemovalHeld) return;
  facts.removal_hold =
      snapshot ? "the manifest is not found, but that may mean nothing: " + snapshot->hold_of(record.key)
               : "the manifests have not been read yet";
}

void Engine::Impl::emit(const Entry& entry, EventType type, Reason reason, std::string message, Now now) {
  effects_.batch.events.push_back(
      Event{entry.record.key, now.wall, type, reason, std::move(message), entry.last_reconcile});
}

bool Engine::Impl::at_rest(const Entry& entry, bool stalled) const {
  auto* self = const_cast<Entry*>(&entry);
  const bool waits = entry.call || entry.decision.action == Action::Wait || entry.read_for_change ||
                     entry.account->work.contains(self) || entry.account->checks.contains(self) ||
                     removal_pending(entry);
  if (waits) return false;
  return entry.standing.verdict == Verdict::Ready || entry.standing.verdict == Verdict::Suspended ||
         entry.decision.action == Action::Hold || stalled;
}

void Engine::Impl::publish(Entry& entry, Now now) {
  changes_.mark_shown(entry);
  const StandingFacts facts = standing_facts(entry, now);
  const bool stalled = is_stalled(facts);
  publish_conditions(entry, standing_of(facts), stalled, now);
  const bool settled = at_rest(entry, stalled);
  if (settled != entry.settled) settled ? --unsettled_ : ++unsettled_;
  entry.settled = settled;
}

void Engine::Impl::publish_conditions(Entry& entry, Standing standing, bool stalled, Now now) {
  Record& record = entry.record;
  entry.standing = std::move(standing);
  // The conditions from the journal stay until the cluster is seen.
  if (entry.announced && never_seen(entry)) return;
  entry.announced = true;

  const Standing& now_standing = entry.standing;
  const auto status = [](bool value) { return value ? ConditionStatus::True : ConditionStatus::False; };
  const bool unknown = now_standing.verdict == Verdict::Unknown;
  const bool ready = now_standing.verdict == Verdict::Ready;
  const Condition ready_before = record.conditions[ConditionType::Ready];
  const bool stalled_before = record.conditions[ConditionType::Stalled].status == ConditionStatus::True;
  const auto set = [&](ConditionType type, ConditionStatus value, std::string message) {
    return record.conditions.set(type, value, now_standing.reason, std::move(message), record.generation,
                                 now.wall);
  };
  bool moved =
      set(ConditionType::Ready, unknown ? ConditionStatus::Unknown : status(ready), now_standing.message);
  moved |=
      set(ConditionType::Reconciling, status(now_standing.verdict == Verdict::Progressing && !stalled), "");
  moved |= set(ConditionType::Stalled, status(stalled), "");
  const bool synced = ready || (entry.decision.action == Action::Wait && entry.drift.empty());
  moved |= set(ConditionType::Synced, unknown ? ConditionStatus::Unknown : status(synced), "");
  if (!moved) return;
  changes_.mark_record(entry);

  const Condition& ready_now = record.conditions[ConditionType::Ready];
  const bool edge = ready_before.status != ready_now.status || stalled != stalled_before ||
                    (stalled && ready_before.reason != ready_now.reason);
  // The command or the removal already emitted its own event.
  const bool said = (now_standing.verdict == Verdict::Suspended && record.suspend) ||
                    now_standing.reason == Reason::RemovalPending;
  if (!edge || said || now_standing.verdict == Verdict::Progressing) return;
  emit(entry, ready || now_standing.verdict == Verdict::Suspended ? EventType::Normal : EventType::Warning,
       now_standing.reason, now_standing.message, now);
}

void Engine::Impl::publish_account(Account& account, Now now) {
  account.stale_check.reset();
  for (Entry* entry : entries_of(account)) publish(*entry, now);
  // Entries were seen at different times: check again as long as no sweep completes.
  account.stale_check = now.steady + staleness_limit() / kSweepsUntilStale;
}

}  // namespace fwop::controller
