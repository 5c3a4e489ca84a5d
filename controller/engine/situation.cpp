#include "controller/engine/situation.hpp"

#include <algorithm>

#include "api/base/backoff.hpp"
#include "controller/engine/ownership.hpp"
#include "controller/engine/suspension.hpp"

namespace fwop::controller {
namespace {

// A GET may be this old and still be the read right before a change.
constexpr Duration kFreshRead = std::chrono::seconds(10);
// After this many rounds of setting a value that is changed back, we report it and stop.
constexpr std::uint32_t kBounceRounds = 3;

Match match_of(const std::vector<api::FieldDifference>& drift) {
  if (drift.empty()) return Match::Same;
  const bool immutable = std::any_of(drift.begin(), drift.end(),
                                     [](const api::FieldDifference& field) { return field.immutable; });
  return immutable ? Match::ImmutableDiffers : Match::MutableDiffers;
}

/// True if the removal of the manifest counts, so that its policy is followed.
bool removal_counts(const SituationFacts& facts) {
  if (!facts.removed_at) return false;
  if (facts.removal_decided) return true;
  // Some editors and checkouts remove a file before they write the new one: a short absence must not count.
  if (facts.now.steady < *facts.removed_at + facts.removal_wait) return false;
  return facts.last_sweep && *facts.last_sweep > *facts.removed_at;
}

Desire desire_of(const SituationFacts& facts) {
  if (facts.disputed) return Desire::Disputed;
  if (facts.declared) return Desire::Yes;
  return removal_counts(facts) ? Desire::No : Desire::Undecided;
}

Knowledge knowledge_of(const Observation& seen, Instant now) {
  switch (seen.what) {
    case Observation::What::Nothing: break;
    case Observation::What::Present: {
      const bool fresh = seen.got && now - *seen.got <= kFreshRead;
      return fresh ? Knowledge::Read : Knowledge::Listed;
    }
    case Observation::What::Absent:
      if (seen.gone) return Knowledge::Gone;
      return seen.not_found ? Knowledge::NotFound : Knowledge::MissingFromList;
  }
  return Knowledge::Nothing;
}

void apply_policy(Situation& s, const SituationFacts& facts) {
  const Record& record = facts.record;
  const manifests::Policy& policy = record.policy;
  const WallTime now = facts.now.wall;
  s.suspended = in_force(policy.suspend, now) || in_force(record.suspend, now);
  s.adoption = may_adopt_once(record, facts.seen.create_time) ? manifests::Adoption::Always : policy.adoption;
  s.drift = policy.drift;
  s.deletion = policy.deletion;
  s.on_failed = policy.on_failed;
}

}  // namespace

Situation situation_of(const SituationFacts& facts) {
  const Record& record = facts.record;
  const Observation& seen = facts.seen;
  Situation s;
  s.desire = desire_of(facts);
  s.removal_noted = !facts.disputed && !facts.declared && facts.removed_at.has_value();
  apply_policy(s, facts);

  const bool present = seen.what == Observation::What::Present;
  s.knowledge = knowledge_of(seen, facts.now.steady);
  if (present) {
    s.state = seen.state;
    s.match = match_of(facts.drift);
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
      facts.blind_until == Instant::min() || seen.began >= facts.blind_until + kRequestsSettle;
  s.deleting_by_us = record.intent && record.intent->verb == api::Verb::Delete;
  s.delete_accepted = s.deleting_by_us && record.intent->accepted && seen.began < facts.lag_until;
  s.bouncing = record.bounces >= kBounceRounds;
  if (facts.failed_since) {
    const Duration wait = doubled(facts.recreate_first, facts.recreate_longest, record.recreations);
    s.recreate_due = facts.now.steady >= *facts.failed_since + wait;
  }
  return s;
}

}  // namespace fwop::controller
