#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

constexpr int kSweepsUntilStale = 5;
// So many refusals in a row, each after reading the key anew, are not a hiccup.
constexpr std::uint32_t kRefusalsToStall = 2;

Verdict verdict_of_hold(Reason reason) {
  switch (reason) {
    case Reason::ClusterFailed:
    case Reason::ExistsFailed: return Verdict::Failed;
    case Reason::Suspended: return Verdict::Suspended;
    default: return Verdict::Degraded;
  }
}

}  // namespace

std::string field_list(const std::vector<api::FieldDifference>& drift, bool immutable_only) {
  constexpr std::size_t kFieldsNamed = 5;
  std::string text;
  std::size_t named = 0;
  for (const api::FieldDifference& field : drift) {
    if (immutable_only && !field.immutable) continue;
    if (named++ == kFieldsNamed) return text + ", …";
    if (!text.empty()) text += ", ";
    text += field.path + " is \"" + field.actual + "\", declared \"" + field.wanted + "\"";
  }
  return text;
}

std::string described(const manifests::Suspension& suspension) {
  std::string text;
  if (!suspension.owner.empty()) text += " by " + suspension.owner;
  if (!suspension.reason.empty()) text += ": " + suspension.reason;
  if (suspension.until) text += " (until " + format_rfc3339(*suspension.until) + ")";
  return text;
}

Duration Engine::Impl::staleness_limit() const {
  return options_.staleness_limit.value_or(options_.sweep_settled * kSweepsUntilStale);
}

bool Engine::Impl::never_seen(const Entry& entry) const {
  return entry.seen.what == Observation::What::Nothing && entry.blind_until == Instant::min();
}

bool Engine::Impl::stale(const Entry& entry, Now now) const {
  const Instant known = entry.seen.what == Observation::What::Nothing
                            ? entry.blind_until
                            : std::max(entry.seen.began, entry.blind_until);
  return !never_seen(entry) && now.steady - known > staleness_limit();
}

namespace {

/// The gate that keeps the cluster from what is to be done next; null when none does.
const AccountGate* closed_gate(const Entry& entry) {
  const Account& account = *entry.account;
  if (!account.reads.open()) return &account.reads;
  if (!account.changes.open() && about_to_change(entry.decision)) return &account.changes;
  return nullptr;
}

}  // namespace

bool Engine::Impl::refused_by_gate(const Entry& entry) {
  const AccountGate* gate = closed_gate(entry);
  if (gate == nullptr || gate->failures() < kRefusalsToStall) return false;
  const Reason reason = gate->reason();
  return reason == Reason::Unauthenticated || reason == Reason::PermissionDenied ||
         reason == Reason::AccountNotFound || reason == Reason::UnsupportedByApi ||
         reason == Reason::RequestRejected;
}

bool Engine::Impl::stalled(const Entry& entry) const {
  const Action action = entry.decision.action;
  if (action == Action::Hold) {
    return entry.decision.reason != Reason::Suspended && entry.decision.reason != Reason::RemovalHeld &&
           entry.decision.reason != Reason::RemovalPending;
  }
  if (action == Action::Rest) return false;
  return entry.terminal || entry.braked() || held_back(entry) || refused_by_gate(entry);
}

bool Engine::Impl::held_back(const Entry& entry) const {
  return changes_held_ && about_to_change(entry.decision);
}

std::string Engine::Impl::hold_message(const Entry& entry, Now now) const {
  const Observation& seen = entry.seen;
  switch (entry.decision.reason) {
    case Reason::ClusterFailed:
    case Reason::ExistsFailed:
      return "FAILED: " + seen.status().code +
             (seen.status().message.empty() ? "" : ": " + seen.status().message);
    case Reason::ExistsDifferent:
      return "a cluster of this id exists and differs: " + field_list(entry.drift, false);
    case Reason::ExistsUnmanaged: {
      const bool perhaps = entry.record.intent && entry.record.intent->answer_lost;
      return std::string("a cluster of this id exists and is not ours; adoption is Never") +
             (perhaps ? " (a create of ours lost its answer and may have made it: `import " +
                            entry.record.key.cluster_id + "` takes it over)"
                      : "");
    }
    case Reason::ImmutableFieldDiffers:
      return "cannot be changed after create: " + field_list(entry.drift, true);
    case Reason::DriftReported: return "drifted: " + field_list(entry.drift, false);
    case Reason::ValueBouncesBack:
      return "set again and again, and changed back: " + field_list(entry.drift, false);
    case Reason::DeletedOutOfBand:
      return "deleted by somebody else; drift is Report, so it is not created again";
    case Reason::DuplicateDeclaration: return "declared more than once: " + entry.dispute;
    case Reason::Suspended: {
      const Record& record = entry.record;
      std::string text;
      if (in_force(record.suspend, now.wall)) text = "suspended by command" + described(*record.suspend);
      if (in_force(record.policy.suspend, now.wall)) {
        if (!text.empty()) text += "; ";
        text += "suspended in its manifest" + described(*record.policy.suspend);
      }
      return text.empty() ? "the suspension is over" : text;
    }
    case Reason::RemovalPending:
      if (const auto held = held_change(entry, now)) return hold_text(*held);
      return "the manifest is gone; the cluster stays, and is not managed any more from " +
             format_rfc3339(to_wall(*entry.removed_at + removal_wait(), now));
    case Reason::RemovalHeld:
      if (!snapshot) return "the manifests have not been read yet";
      return "the manifest is not found, but that may mean nothing: " + snapshot->hold_of(entry.record.key);
    default: return std::string(catalogue_entry(entry.decision.reason).meaning);
  }
}

Standing Engine::Impl::progress_of(const Entry& entry, Now now) const {
  const Account& account = *entry.account;
  const Decision& decision = entry.decision;
  const bool exists = entry.seen.what == Observation::What::Present;
  if (entry.braked()) {
    return {Verdict::Degraded, Reason::BrakeEngaged, hold_text(*held_change(entry, now))};
  }
  if (held_back(entry)) return {Verdict::Degraded, Reason::PlanNotApproved, *changes_held_};
  if (journal_retry_ && now.steady < *journal_retry_ && about_to_change(decision)) {
    return {Verdict::Degraded, Reason::JournalUnavailable, journal_problem_};
  }
  if (entry.refusal && now.steady < entry.not_before && about_to_change(decision))
    return {Verdict::Degraded, Reason::JournalUnavailable, *entry.refusal};
  if (const AccountGate* gate = closed_gate(entry)) {
    return {never_seen(entry) ? Verdict::Unknown : Verdict::Progressing, gate->reason(), gate->message()};
  }
  if (entry.last_error && entry.failures > 0) {
    const Verdict verdict = !entry.terminal ? Verdict::Progressing
                            : exists        ? Verdict::Degraded
                                            : Verdict::Failed;
    std::string text = api::to_string(*entry.last_error);
    if (entry.failures > 1) text += " (" + std::to_string(entry.failures) + " times in a row)";
    return {verdict, reason_of(entry.last_error->kind), std::move(text)};
  }
  if (never_seen(entry)) {
    const std::string& problem = account.sweep.problem;
    return {Verdict::Unknown, Reason::NotObservedYet,
            problem.empty() ? "not observed yet" : "the clusters cannot be listed: " + problem};
  }
  Reason reason = decision.reason;
  std::string text(catalogue_entry(reason).meaning);
  if (exists && reason == Reason::Creating) {
    text = entry.seen.status().message.empty() ? "coming up" : entry.seen.status().message;
    const auto estimate = estimate_for(entry);
    const Duration usual = estimate ? estimate->p95 : options_.soft_deadline;
    if (entry.record.create_sent && now.wall - *entry.record.create_sent > usual)
      reason = Reason::SlowerThanUsual;
  }
  return {Verdict::Progressing, reason, std::move(text)};
}

Standing Engine::Impl::standing_of(const Entry& entry, Now now) const {
  const Decision& decision = entry.decision;
  if (decision.action == Action::Hold && decision.reason == Reason::Suspended) {
    return {Verdict::Suspended, Reason::Suspended, hold_message(entry, now)};
  }
  if (stale(entry, now)) {
    const AccountGate& gate = entry.account->reads;
    if (!gate.open()) {
      const bool seen = entry.seen.what != Observation::What::Nothing;
      const std::string since = seen ? "; its state was last read at " + format_rfc3339(entry.seen.wall) : "";
      return {Verdict::Unknown, gate.reason(), gate.message() + since};
    }
    return {Verdict::Unknown, Reason::ObservationStale, "not seen for too long"};
  }
  if (decision.action == Action::Rest) return {Verdict::Ready, Reason::AsDeclared, "READY as declared"};
  if (decision.action == Action::Hold)
    return {verdict_of_hold(decision.reason), decision.reason, hold_message(entry, now)};
  return progress_of(entry, now);
}

void Engine::Impl::emit(const Entry& entry, EventType type, Reason reason, std::string message, Now now) {
  effects_.batch.events.push_back(
      Event{entry.record.key, now.wall, type, reason, std::move(message), entry.last_reconcile});
}

void Engine::Impl::changed(Entry& entry) {
  if (!std::exchange(entry.touched, true)) touched_.push_back(&entry);
}

bool Engine::Impl::at_rest(const Entry& entry) const {
  auto* self = const_cast<Entry*>(&entry);
  const bool waits = entry.call || entry.decision.action == Action::Wait || entry.read_for_change ||
                     entry.account->work.contains(self) || entry.account->checks.contains(self) ||
                     removal_pending(entry);
  if (waits) return false;
  return entry.standing.verdict == Verdict::Ready || entry.standing.verdict == Verdict::Suspended ||
         entry.decision.action == Action::Hold || stalled(entry);
}

void Engine::Impl::publish(Entry& entry, Now now) {
  publish_conditions(entry, now);
  const bool settled = at_rest(entry);
  if (settled != entry.settled) settled ? --unsettled_ : ++unsettled_;
  entry.settled = settled;
}

void Engine::Impl::publish_conditions(Entry& entry, Now now) {
  Standing standing = standing_of(entry, now);
  const bool is_stalled = stalled(entry);
  Record& record = entry.record;
  if (standing != entry.standing) {
    entry.standing = std::move(standing);
    changed(entry);
  }
  // What the journal remembers of the conditions stands until we know better.
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
  moved |= set(ConditionType::Reconciling,
               status(now_standing.verdict == Verdict::Progressing && !is_stalled), "");
  moved |= set(ConditionType::Stalled, status(is_stalled), "");
  const bool synced = ready || (entry.decision.action == Action::Wait && entry.drift.empty());
  moved |= set(ConditionType::Synced, unknown ? ConditionStatus::Unknown : status(synced), "");
  if (!moved) return;
  changed(entry);
  entry.dirty = entry.dirty || entry.recorded;

  const Condition& ready_now = record.conditions[ConditionType::Ready];
  const bool edge = ready_before.status != ready_now.status || is_stalled != stalled_before ||
                    (is_stalled && ready_before.reason != ready_now.reason);
  // The command and the removal have said it themselves.
  const bool said = (now_standing.verdict == Verdict::Suspended && record.suspend) ||
                    now_standing.reason == Reason::RemovalPending;
  if (!edge || said || now_standing.verdict == Verdict::Progressing) return;
  emit(entry, ready || now_standing.verdict == Verdict::Suspended ? EventType::Normal : EventType::Warning,
       now_standing.reason, now_standing.message, now);
}

void Engine::Impl::publish_account(Account& account, Now now) {
  account.stale_check.reset();
  for (Entry* entry : entries_of(account)) publish(*entry, now);
  // Entries were seen at different times: as long as no sweep gets through, look again.
  account.stale_check = now.steady + staleness_limit() / kSweepsUntilStale;
}

}  // namespace fwop::controller
