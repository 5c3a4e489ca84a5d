#include <algorithm>
#include <string>
#include <utility>

#include "api/base/backoff.hpp"
#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

// If a value that we set differs again within this time, it was changed back. Later, it is a new change.
constexpr std::chrono::minutes kBounceWindow{10};
// If the answer to a create shows a cluster that is older than our request by more than this, it existed
// before. The margin is there because createTime and Date may come from different clocks.
constexpr std::chrono::minutes kStoodBefore{1};

}  // namespace

void Engine::Impl::take_back_attempt(Entry& entry, const NotSent& why, Now now) {
  Record& record = entry.record;
  const api::Verb verb = record.intent->verb;
  if (entry.spoken_attempts == 0) {
    uncount(entry, verb);
    record.intent.reset();
  }
  if (entry.before_create) {
    record.owned = entry.before_create->owned;
    record.incarnation = entry.before_create->incarnation;
    record.applied = entry.before_create->applied;
    record.ready_since = entry.before_create->ready_since;
    record.was_ready = entry.before_create->was_ready;
    record.intent = entry.before_create->intent;
  }
  entry.before_create.reset();
  // A LIST showed it meanwhile, and we ignored that: what we knew before is out of date.
  if (entry.swept != entry.swept_at_send) entry.seen = Observation{};
  changes_.mark_record(entry);
  if (why.cause == NotSent::Cause::Recalled) return;
  if (why.cause == NotSent::Cause::TooLate) {
    emit(entry, EventType::Warning, Reason::JournalUnavailable,
         std::string(api::verb_name(verb)) + " did not leave: " + why.message + "; it is decided anew", now);
    entry.not_before = std::max(entry.not_before, now.steady + options_.backoff_first);
    return;
  }
  if (why.cause == NotSent::Cause::RecordRefused) {
    entry.refusal = why.message;
    entry.not_before = std::max(entry.not_before,
                                now.steady + backoff_delay(options_.backoff_first, options_.backoff_longest,
                                                           ++entry.refusals, random_));
    return;
  }
  ++journal_failures_;
  const Instant retry = now.steady + backoff_delay(options_.backoff_first, options_.backoff_longest,
                                                   journal_failures_, random_);
  holds_.hold(HoldKind::JournalUnavailable, why.message, retry);
  entry.not_before = std::max(entry.not_before, retry);
}

bool Engine::Impl::attempt_ended(Entry& entry, const Outcome& outcome, Now now) {
  if (const auto* why = std::get_if<NotSent>(&outcome)) {
    take_back_attempt(entry, *why, now);
    return false;
  }
  holds_.release(HoldKind::JournalUnavailable);
  journal_failures_ = 0;
  entry.refusal.reset();
  entry.refusals = 0;
  entry.spoken_attempts = entry.record.intent ? entry.record.intent->attempt : 1;
  if (entry.record.intent) entry.record.intent->ended = true;
  entry.before_create.reset();
  entry.blind_until = now.steady;
  entry.record.brake.reset();
  changes_.mark_record(entry);
  return true;
}

void Engine::Impl::note_lost_answer(Entry& entry) {
  Intent& intent = *entry.record.intent;
  intent.answer_lost = true;
  if (const auto arrives = entry.account->clock.at(entry.blind_until + kRequestsSettle))
    intent.arrives_by = arrives->latest;
  entry.lag_until = entry.blind_until + kLagAfterChange;
}

void Engine::Impl::end_failures(Entry& entry) {
  entry.failures = 0;
  entry.terminal = false;
  entry.failed_change.reset();
  entry.last_error.reset();
}

void Engine::Impl::delay_repetition(Entry& entry, api::Verb verb, Now now) {
  ++entry.failures;
  entry.failed_change = verb;
  entry.not_before =
      now.steady + backoff_delay(options_.backoff_first, options_.backoff_longest, entry.failures, random_);
}

void Engine::Impl::create_answered(Entry& entry, const api::Cluster& cluster, Now now) {
  Record& record = entry.record;
  record.create_sent = record.intent->written;
  note_spelling(*entry.account, cluster.name);
  note_present(entry, cluster, true, now.steady, now);
  // A cluster in the answer to our own create is ours without comparison: a difference is drift.
  const auto sent = record.intent->spec;
  const bool current = entry.manifest && *entry.manifest->spec == *sent;
  record.owned = true;
  record.incarnation = cluster.create_time;
  record.applied = sent;
  record.applied_generation = current ? record.generation : 0;
  record.ready_since.reset();
  record.was_ready = false;
  record.intent.reset();
  entry.lag_until = now.steady + kLagAfterCreate;
  end_failures(entry);
  compare_with_declared(entry);
  emit(entry, EventType::Normal, Reason::Creating, "created; it is coming up", now);
}

void Engine::Impl::outcome_of_create(Entry& entry, const Outcome& outcome, Now now) {
  // The spec of an earlier create whose answer was lost. It may have asked for something else.
  const auto lost_spec =
      entry.before_create && entry.before_create->intent ? entry.before_create->intent->spec : nullptr;
  if (!attempt_ended(entry, outcome, now)) return;
  Record& record = entry.record;
  Observation before = std::exchange(entry.seen, Observation{});
  entry.drift.clear();
  const auto* cluster = std::get_if<api::Cluster>(&outcome);
  const auto* error = std::get_if<api::Error>(&outcome);
  const auto& asked = record.intent->asked;
  const bool stood_before = cluster != nullptr && cluster->create_time && asked &&
                            *cluster->create_time < asked->earliest - kStoodBefore;
  if (cluster != nullptr && !stood_before) return create_answered(entry, *cluster, now);
  // If this create made nothing, a cluster that appears can only come from the earlier, lost one.
  const bool made_nothing = stood_before || (error != nullptr && !api::is_ambiguous(*error));
  if (made_nothing && lost_spec) record.intent->spec = lost_spec;
  if (stood_before || (error != nullptr && error->kind == api::ErrorKind::AlreadyExists)) {
    // It exists. Only a create whose answer was lost can have made it; a read will show that.
    if (!record.intent->answer_lost) record.intent.reset();
    record.ever_seen = true;
    // Wait: a server that says both "exists" and "not found" must not be asked in a tight loop.
    delay_repetition(entry, api::Verb::Create, now);
    return;
  }
  if (error == nullptr) return;
  if (api::is_ambiguous(*error)) {
    record.create_sent = record.intent->written;
    note_lost_answer(entry);
  } else if (!record.intent->answer_lost) {
    // Refused, and no answer was ever lost: nothing of ours exists. What we knew before still counts, unless
    // a LIST showed meanwhile that somebody else created it.
    record.intent.reset();
    entry.blind_until = Instant::min();
    if (entry.swept == entry.swept_at_send) entry.seen = std::move(before);
  }
  note_failure(entry, api::Verb::Create, *error, now);
}

void Engine::Impl::outcome_of_update(Entry& entry, const Outcome& outcome, Now now) {
  if (!attempt_ended(entry, outcome, now)) return;
  Record& record = entry.record;
  entry.before_update = std::exchange(entry.seen, Observation{}).spec;
  if (std::holds_alternative<api::Cluster>(outcome)) {
    // The second and later rounds for one declaration mean that the value did not stay.
    if (record.applied_generation == record.generation) {
      const bool came_back = entry.updated_at && now.steady - *entry.updated_at <= kBounceWindow;
      record.bounces = came_back ? record.bounces + 1 : 1;
    }
    entry.updated_at = now.steady;
    entry.lag_until = now.steady + kLagAfterChange;
    record.applied = record.intent->spec;
    const bool current = entry.manifest && *entry.manifest->spec == *record.applied;
    if (current) record.applied_generation = record.generation;
    end_failures(entry);
    emit(entry, EventType::Normal, Reason::UpdatePending, "updated; verifying by a read", now);
    return;
  }
  entry.before_update.reset();
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error == nullptr) return;
  if (error->code == api::RpcCode::NotFound) {
    // The API says that it does not exist: this is one witness, and a LIST is the other.
    note_missing(entry, true, now.steady, now);
    return delay_repetition(entry, api::Verb::Update, now);
  }
  note_failure(entry, api::Verb::Update, *error, now);
}

void Engine::Impl::outcome_of_delete(Entry& entry, const Outcome& outcome, Now now) {
  if (!attempt_ended(entry, outcome, now)) return;
  Record& record = entry.record;
  entry.seen = Observation{};
  entry.before_update.reset();
  entry.drift.clear();
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error != nullptr && error->code == api::RpcCode::NotFound) {
    note_missing(entry, true, now.steady, now);
    return;
  }
  if (error != nullptr) return note_failure(entry, api::Verb::Delete, *error, now);
  record.intent->accepted = true;
  entry.lag_until = now.steady + kLagAfterChange;
  if (entry.manifest) {
    ++record.recreations;
    record.last_recreation = now.wall;
  }
  // If a later read still shows it, the delete is repeated, but not at once.
  delay_repetition(entry, api::Verb::Delete, now);
  entry.last_error.reset();
  emit(entry, EventType::Normal, Reason::Deleting, "delete accepted; waiting until it is gone", now);
}

}  // namespace fwop::controller
