#include "controller/engine/standing.hpp"

#include <utility>

#include "controller/engine/failure.hpp"
#include "controller/engine/suspension.hpp"

namespace fwop::controller {
namespace {

using ClosedGate = StandingFacts::ClosedGate;

// After this many refusals in a row, each with the API key read again, the fault is not a passing one.
constexpr std::uint32_t kRefusalsToStall = 2;

Verdict verdict_of_hold(Reason reason) {
  switch (reason) {
    case Reason::ClusterFailed:
    case Reason::ExistsFailed: return Verdict::Failed;
    case Reason::Suspended: return Verdict::Suspended;
    default: return Verdict::Degraded;
  }
}

bool is_stale(const StandingFacts& facts) { return facts.age && *facts.age > facts.staleness_limit; }

bool is_braked(const StandingFacts& facts) {
  return facts.held && facts.held->cause == HeldChange::Cause::Brake;
}

/// The gate that keeps the cluster from what is to be done next; nothing when none does.
const std::optional<ClosedGate>& gate_in_the_way(const StandingFacts& facts) {
  static const std::optional<ClosedGate> kNone;
  if (facts.reads_closed) return facts.reads_closed;
  return about_to_change(facts.decision) ? facts.changes_closed : kNone;
}

bool is_refused(const StandingFacts& facts) {
  const std::optional<ClosedGate>& gate = gate_in_the_way(facts);
  if (!gate || gate->failures < kRefusalsToStall) return false;
  return gate->reason == Reason::Unauthenticated || gate->reason == Reason::PermissionDenied ||
         gate->reason == Reason::AccountNotFound || gate->reason == Reason::UnsupportedByApi ||
         gate->reason == Reason::RequestRejected;
}

std::string drift_text(const StandingFacts& facts, bool immutable_only = false) {
  return facts.drift ? field_list(*facts.drift, immutable_only) : "";
}

std::string suspension_text(const StandingFacts& facts) {
  std::string text;
  if (facts.suspended_by_command) text = "suspended by command" + described(*facts.suspended_by_command);
  if (facts.suspended_in_manifest) {
    if (!text.empty()) text += "; ";
    text += "suspended in its manifest" + described(*facts.suspended_in_manifest);
  }
  return text.empty() ? "the suspension is over" : text;
}

std::string hold_message(const StandingFacts& facts) {
  switch (facts.decision.reason) {
    case Reason::ClusterFailed:
    case Reason::ExistsFailed: {
      std::string text = "FAILED: " + std::string(facts.status_code);
      if (!facts.status_message.empty()) text += ": " + std::string(facts.status_message);
      return text;
    }
    case Reason::ExistsDifferent: return "a cluster of this id exists and differs: " + drift_text(facts);
    case Reason::ExistsUnmanaged: {
      std::string text = "a cluster of this id exists and is not ours; adoption is Never";
      if (facts.create_lost_answer) {
        text += " (a create of ours lost its answer and may have made it: `import " +
                std::string(facts.cluster_id) + "` takes it over)";
      }
      return text;
    }
    case Reason::ImmutableFieldDiffers:
      return "cannot be changed after create: " + drift_text(facts, /*immutable_only=*/true);
    case Reason::DriftReported: return "drifted: " + drift_text(facts);
    case Reason::ValueBouncesBack: return "set again and again, and changed back: " + drift_text(facts);
    case Reason::DeletedOutOfBand:
      return "deleted by somebody else; drift is Report, so it is not created again";
    case Reason::DuplicateDeclaration: return "declared more than once: " + std::string(facts.dispute);
    case Reason::Suspended: return suspension_text(facts);
    case Reason::RemovalPending:
      if (facts.held) return hold_text(*facts.held);
      return "the manifest is gone; the cluster stays, and is not managed any more from " +
             format_rfc3339(facts.unmanaged_at);
    case Reason::RemovalHeld: return facts.removal_hold;
    default: return std::string(catalogue_entry(facts.decision.reason).meaning);
  }
}

Standing standing_of_failure(const StandingFacts& facts) {
  const Verdict verdict = !facts.terminal ? Verdict::Progressing
                          : facts.exists  ? Verdict::Degraded
                                          : Verdict::Failed;
  std::string text = api::to_string(*facts.last_error);
  if (facts.failures > 1) text += " (" + std::to_string(facts.failures) + " times in a row)";
  return {verdict, reason_of(facts.last_error->kind), std::move(text)};
}

/// For work that is in progress, or would be if nothing stopped it.
Standing standing_in_progress(const StandingFacts& facts) {
  const bool never_seen = !facts.age;
  if (is_braked(facts)) return {Verdict::Degraded, Reason::BrakeEngaged, hold_text(*facts.held)};
  if (facts.changes_held && about_to_change(facts.decision))
    return {Verdict::Degraded, facts.changes_held->reason, facts.changes_held->message};
  if (!facts.record_refused.empty() && about_to_change(facts.decision))
    return {Verdict::Degraded, Reason::JournalUnavailable, std::string(facts.record_refused)};
  if (const std::optional<ClosedGate>& gate = gate_in_the_way(facts)) {
    return {never_seen ? Verdict::Unknown : Verdict::Progressing, gate->reason, std::string(gate->message)};
  }
  if (facts.last_error != nullptr && facts.failures > 0) return standing_of_failure(facts);
  if (never_seen) {
    return {Verdict::Unknown, Reason::NotObservedYet,
            facts.list_problem.empty() ? "not observed yet"
                                       : "the clusters cannot be listed: " + std::string(facts.list_problem)};
  }
  const Reason reason = facts.decision.reason;
  if (!facts.exists || reason != Reason::Creating)
    return {Verdict::Progressing, reason, std::string(catalogue_entry(reason).meaning)};
  const bool slow = facts.coming_up_for && *facts.coming_up_for > facts.usual;
  return {Verdict::Progressing, slow ? Reason::SlowerThanUsual : Reason::Creating,
          facts.status_message.empty() ? "coming up" : std::string(facts.status_message)};
}

Standing standing_of_stale(const StandingFacts& facts) {
  if (!facts.reads_closed) return {Verdict::Unknown, Reason::ObservationStale, "not seen for too long"};
  std::string text(facts.reads_closed->message);
  if (facts.was_read) text += "; its state was last read at " + format_rfc3339(facts.read_at);
  return {Verdict::Unknown, facts.reads_closed->reason, std::move(text)};
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

Standing standing_of(const StandingFacts& facts) {
  const Decision& decision = facts.decision;
  // A suspension is shown whatever was seen, and however long ago.
  const bool suspended = decision == Decision{Action::Hold, Reason::Suspended};
  if (!suspended && is_stale(facts)) return standing_of_stale(facts);
  if (decision.action == Action::Rest) return {Verdict::Ready, Reason::AsDeclared, "READY as declared"};
  if (decision.action == Action::Hold)
    return {verdict_of_hold(decision.reason), decision.reason, hold_message(facts)};
  return standing_in_progress(facts);
}

bool is_stalled(const StandingFacts& facts) {
  const Decision& decision = facts.decision;
  if (decision.action == Action::Hold) {
    return decision.reason != Reason::Suspended && decision.reason != Reason::RemovalHeld &&
           decision.reason != Reason::RemovalPending;
  }
  if (decision.action == Action::Rest) return false;
  const bool held = facts.changes_held && facts.changes_held->until_released && about_to_change(decision);
  return facts.terminal || is_braked(facts) || held || is_refused(facts);
}

}  // namespace fwop::controller
