#include <algorithm>
#include <utility>

#include "controller/backoff.hpp"
#include "controller/engine_impl.hpp"

namespace fwop::controller {
namespace {

// So many different clusters in a row in trouble, and it is the account's trouble.
constexpr std::size_t kTroubledClusters = 3;
// A value we set that is found changed within this time came back; later, it was changed anew.
constexpr std::chrono::minutes kBounceWindow{10};

// The same request will get the same answer until a person does something.
bool is_terminal(api::ErrorKind kind) {
  switch (kind) {
    case api::ErrorKind::Invalid:
    case api::ErrorKind::Unsupported:
    case api::ErrorKind::PermissionDenied:
    case api::ErrorKind::NotFound: return true;
    case api::ErrorKind::Unreachable:
    case api::ErrorKind::Lost:
    case api::ErrorKind::Unavailable:
    case api::ErrorKind::Throttled:
    case api::ErrorKind::Unauthenticated:
    case api::ErrorKind::AlreadyExists:
    case api::ErrorKind::Aborted:
    case api::ErrorKind::Precondition:
    case api::ErrorKind::Cancelled: return false;
  }
  return false;
}

}  // namespace

Reason reason_of(api::ErrorKind kind) {
  switch (kind) {
    case api::ErrorKind::Unreachable: return Reason::ApiUnreachable;
    case api::ErrorKind::Lost:
    case api::ErrorKind::Cancelled: return Reason::AnswerLost;
    case api::ErrorKind::Unavailable:
    case api::ErrorKind::Aborted: return Reason::ApiUnavailable;
    case api::ErrorKind::Throttled: return Reason::Throttled;
    case api::ErrorKind::Unauthenticated: return Reason::Unauthenticated;
    case api::ErrorKind::PermissionDenied: return Reason::PermissionDenied;
    case api::ErrorKind::NotFound: return Reason::AccountNotFound;
    case api::ErrorKind::AlreadyExists: return Reason::ExistsUnmanaged;
    case api::ErrorKind::Precondition: return Reason::PreconditionFailed;
    case api::ErrorKind::Invalid: return Reason::RequestRejected;
    case api::ErrorKind::Unsupported: return Reason::UnsupportedByApi;
  }
  return Reason::ApiUnavailable;
}

void Engine::Impl::note_exchange(Account& account, const Pending& pending, const Outcome& outcome, Now now) {
  const auto* error = std::get_if<api::Error>(&outcome);
  if (std::holds_alternative<NotSent>(outcome)) return;
  if (error == nullptr) {
    account.last_success = now.wall;
    account.troubled.clear();
    if (account.gate.open_up()) recovered(account, now);
    return;
  }
  if (error->kind == api::ErrorKind::Cancelled) return;

  bool concerns_account = pending.verb == api::Verb::List;
  switch (error->kind) {
    case api::ErrorKind::Throttled:
    case api::ErrorKind::Unauthenticated:
    case api::ErrorKind::Unreachable: concerns_account = true; break;
    case api::ErrorKind::Lost:
    case api::ErrorKind::Unavailable:
      if (pending.entry != nullptr) account.troubled.insert(pending.entry->record.key.cluster_id);
      concerns_account = concerns_account || account.troubled.size() >= kTroubledClusters;
      break;
    case api::ErrorKind::PermissionDenied:
    case api::ErrorKind::NotFound:
    case api::ErrorKind::AlreadyExists:
    case api::ErrorKind::Aborted:
    case api::ErrorKind::Precondition:
    case api::ErrorKind::Invalid:
    case api::ErrorKind::Unsupported:
    case api::ErrorKind::Cancelled: break;
  }
  if (concerns_account) {
    close_gate(account, reason_of(error->kind), *error, now);
    return;
  }
  if (error->kind == api::ErrorKind::Lost || error->kind == api::ErrorKind::Unavailable) return;
  // A refusal of this one request is an answer all the same.
  account.last_success = now.wall;
  if (account.gate.open_up()) recovered(account, now);
}

void Engine::Impl::close_gate(Account& account, Reason reason, const api::Error& error, Now now) {
  // Failures of calls that left together are one failure.
  const bool already_told = !account.gate.open() && now.steady < *account.gate.reopens_at();
  const std::uint32_t failures = account.gate.failures() + (already_told ? 0 : 1);
  Duration wait = backoff_delay(options_.backoff_first, options_.backoff_longest, failures, random_);
  if (error.retry_after) wait = std::max(wait, *error.retry_after);
  if (already_told && !error.retry_after) return;
  account.gate.close(reason, api::to_string(error), now.steady + wait);
  account.troubled.clear();
  publish_account(account, now);
}

void Engine::Impl::recovered(Account& account, Now now) {
  const std::vector<Entry*> mine = entries_of(account);
  for (Entry* entry : mine) {
    if (entry->failures == 0 || entry->terminal) continue;
    entry->failures = 0;
    entry->not_before = now.steady;
  }
  for (Entry* entry : mine) reconcile(*entry, now);
}

std::string Observation::state_text() const {
  return detail ? detail->state_text : std::string(api::cluster_state_name(state));
}

const api::ClusterStatus& Observation::status() const {
  static const api::ClusterStatus well;
  return detail ? detail->status : well;
}

api::Boxed<Observation::Detail> detail_of(const api::Cluster& cluster) {
  const bool usual =
      cluster.state_text == api::cluster_state_name(cluster.state) && cluster.status == api::ClusterStatus{};
  if (usual) return {};
  return Observation::Detail{cluster.state_text, cluster.status};
}

bool Engine::Impl::counts(const Entry& entry, Instant began) {
  if (entry.call && is_mutating(entry.call->verb)) return false;
  if (began < entry.blind_until) return false;
  return entry.seen.what == Observation::What::Nothing || began >= entry.seen.began;
}

bool Engine::Impl::see(Entry& entry, const api::Cluster& cluster, bool by_get, Instant began, Now now) {
  if (!counts(entry, began)) return false;
  Observation& seen = entry.seen;
  auto detail = detail_of(cluster);
  const bool same = seen.what == Observation::What::Present && seen.state == cluster.state &&
                    seen.detail == detail && seen.create_time == cluster.create_time &&
                    *seen.spec == cluster.spec;
  seen.began = began;
  seen.wall = now.wall;
  seen.by_get = by_get;
  entry.look_due = false;
  if (!entry.change_failed) {
    entry.failures = 0;
    entry.last_error.reset();
  }
  if (!entry.record.ever_seen) {
    entry.record.ever_seen = true;
    entry.dirty = entry.recorded;
  }
  if (same) return !(entry.decision.action == Action::Rest && entry.standing.verdict == Verdict::Ready);

  seen.what = Observation::What::Present;
  seen.state = cluster.state;
  seen.detail = std::move(detail);
  seen.create_time = cluster.create_time;
  seen.spec = std::make_shared<const api::ClusterSpec>(cluster.spec);
  if (cluster.state != api::ClusterState::Failed) entry.failed_since.reset();
  if (cluster.state == api::ClusterState::Failed && !entry.failed_since) entry.failed_since = now.steady;
  if (entry.record.owned && !entry.record.incarnation && cluster.create_time) {
    entry.record.incarnation = cluster.create_time;
    entry.dirty = true;
  }
  compare(entry);
  changed(entry);
  return true;
}

bool Engine::Impl::see_absent(Entry& entry, bool by_get, Instant began, Now now) {
  if (!counts(entry, began)) return false;
  // A list that lacks what a GET has said is gone, or has shown, adds nothing to it.
  const bool known = entry.seen.what == Observation::What::Absent && entry.seen.by_get && !by_get;
  entry.seen = Observation{};
  entry.seen.what = Observation::What::Absent;
  entry.seen.by_get = by_get || known;
  entry.seen.began = began;
  entry.seen.wall = now.wall;
  entry.drift.clear();
  entry.look_due = false;
  entry.failed_since.reset();
  changed(entry);
  return true;
}

void Engine::Impl::failed(Entry& entry, api::Verb verb, const api::Error& error, Now now) {
  entry.last_error = error;
  entry.look_due = entry.look_due && !is_mutating(verb);
  changed(entry);
  if (error.kind == api::ErrorKind::Cancelled) return;
  // What concerns the account waits for its gate.
  if (error.kind == api::ErrorKind::Throttled || error.kind == api::ErrorKind::Unauthenticated) return;
  ++entry.failures;
  ++queue_retries_;
  entry.change_failed = entry.change_failed || is_mutating(verb);
  entry.terminal =
      is_terminal(error.kind) && !(verb == api::Verb::Get && error.kind == api::ErrorKind::NotFound);
  Duration wait = entry.terminal ? random_.jittered(options_.terminal_retry, options_.sweep_jitter)
                                 : backoff_delay(options_.backoff_first, options_.backoff_longest,
                                                 entry.failures, random_);
  if (error.retry_after) wait = std::max(wait, *error.retry_after);
  entry.not_before = now.steady + wait;
  if (entry.failures == 1 || entry.terminal) {
    emit(entry, EventType::Warning, reason_of(error.kind),
         std::string(api::verb_name(verb)) + " failed: " + api::to_string(error), now);
  }
}

void Engine::Impl::not_sent(Entry& entry, const NotSent& why, Now now) {
  Record& record = entry.record;
  if (entry.spoken_attempts == 0) {
    uncount(entry, record.intent->verb);
    record.intent.reset();
  }
  entry.dirty = true;
  changed(entry);
  if (why.recalled) return;
  ++journal_failures_;
  journal_retry_ = now.steady + backoff_delay(options_.backoff_first, options_.backoff_longest,
                                              journal_failures_, random_);
  journal_problem_ = why.message;
  entry.not_before = std::max(entry.not_before, *journal_retry_);
}

void Engine::Impl::outcome_of_read(Entry& entry, Instant began, const Outcome& outcome, Now now) {
  if (const auto* cluster = std::get_if<api::Cluster>(&outcome)) {
    see(entry, *cluster, true, began, now);
    return;
  }
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error == nullptr) return;
  // Not there, in an account that answers: its LIST did, or nothing would have been asked. A 404 that does
  // not say NOT_FOUND may be a proxy's: it counts only where a LIST lacks the cluster too.
  const bool said_so = error->code == api::RpcCode::NotFound;
  const bool unlisted = entry.seen.what == Observation::What::Absent;
  if (error->kind == api::ErrorKind::NotFound && (said_so || unlisted)) {
    see_absent(entry, true, began, now);
    return;
  }
  failed(entry, api::Verb::Get, *error, now);
}

bool Engine::Impl::attempt_ended(Entry& entry, const Outcome& outcome, Now now) {
  if (const auto* why = std::get_if<NotSent>(&outcome)) {
    not_sent(entry, *why, now);
    return false;
  }
  journal_retry_.reset();
  journal_failures_ = 0;
  entry.spoken_attempts = entry.record.intent ? entry.record.intent->attempt : 1;
  entry.blind_until = now.steady;
  entry.record.brake.reset();
  entry.dirty = true;
  changed(entry);
  return true;
}

void Engine::Impl::succeeded(Entry& entry) {
  entry.failures = 0;
  entry.terminal = false;
  entry.change_failed = false;
  entry.last_error.reset();
}

void Engine::Impl::not_again_at_once(Entry& entry, Now now) {
  ++entry.failures;
  entry.change_failed = true;
  entry.not_before =
      now.steady + backoff_delay(options_.backoff_first, options_.backoff_longest, entry.failures, random_);
}

void Engine::Impl::outcome_of_create(Entry& entry, const Outcome& outcome, Now now) {
  if (!attempt_ended(entry, outcome, now)) return;
  Record& record = entry.record;
  entry.seen = Observation{};
  entry.drift.clear();
  record.ever_seen = true;

  if (const auto* cluster = std::get_if<api::Cluster>(&outcome)) {
    record.create_sent = record.intent->written;
    see(entry, *cluster, true, now.steady, now);
    // The answer to our own create needs no comparing: what the server made of it is drift, if anything.
    const auto sent = record.intent->spec;
    const bool current = entry.manifest && *entry.manifest->spec == *sent;
    record.owned = true;
    record.incarnation = cluster->create_time;
    record.applied = sent;
    record.applied_generation = current ? record.generation : 0;
    record.ready_since.reset();
    record.intent.reset();
    succeeded(entry);
    compare(entry);
    emit(entry, EventType::Normal, Reason::Creating, "created; it is coming up", now);
    return;
  }
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error == nullptr) return;
  if (error->kind == api::ErrorKind::AlreadyExists) {
    // Not a failure: a read tells whether it is what we asked for, or somebody else's. But a server that
    // says both "exists" and "not found" is not to be asked in a tight circle.
    not_again_at_once(entry, now);
    return;
  }
  record.create_sent = record.intent->written;
  if (!api::is_ambiguous(*error) && record.intent->attempt == 1) {
    // Refused, and it is the only one we ever sent: there is nothing of ours out there.
    record.intent.reset();
    record.create_sent.reset();
    entry.blind_until = Instant::min();
    see_absent(entry, false, entry.account->sweep.complete_began.value_or(now.steady), now);
  }
  failed(entry, api::Verb::Create, *error, now);
}

void Engine::Impl::outcome_of_update(Entry& entry, const Outcome& outcome, Now now) {
  if (!attempt_ended(entry, outcome, now)) return;
  Record& record = entry.record;
  entry.seen.what = Observation::What::Nothing;
  if (std::holds_alternative<api::Cluster>(outcome)) {
    // The second and later rounds for one declaration mean that the value did not stay.
    if (record.applied_generation == record.generation) {
      const bool came_back = entry.updated_at && now.steady - *entry.updated_at <= kBounceWindow;
      record.bounces = came_back ? record.bounces + 1 : 1;
    }
    entry.updated_at = now.steady;
    record.applied = record.intent->spec;
    const bool current = entry.manifest && *entry.manifest->spec == *record.applied;
    if (current) record.applied_generation = record.generation;
    succeeded(entry);
    emit(entry, EventType::Normal, Reason::UpdatePending, "updated; verifying by a read", now);
    return;
  }
  if (const auto* error = std::get_if<api::Error>(&outcome)) failed(entry, api::Verb::Update, *error, now);
}

void Engine::Impl::outcome_of_delete(Entry& entry, const Outcome& outcome, Now now) {
  if (!attempt_ended(entry, outcome, now)) return;
  Record& record = entry.record;
  entry.seen = Observation{};
  entry.drift.clear();
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error != nullptr && error->kind == api::ErrorKind::NotFound) {
    see_absent(entry, true, now.steady, now);
    return;
  }
  if (error != nullptr) return failed(entry, api::Verb::Delete, *error, now);
  if (entry.manifest) {
    ++record.recreations;
    record.last_recreation = now.wall;
  }
  // Should it still stand at the next look, it is asked for again, but not at once.
  not_again_at_once(entry, now);
  entry.last_error.reset();
  emit(entry, EventType::Normal, Reason::Deleting, "delete accepted; waiting until it is gone", now);
}

void Engine::Impl::finish_reconcile(Entry& entry, const Outcome& outcome, Now now) {
  const auto* error = std::get_if<api::Error>(&outcome);
  const bool refused = error != nullptr && error->kind != api::ErrorKind::NotFound &&
                       error->kind != api::ErrorKind::AlreadyExists &&
                       error->kind != api::ErrorKind::Cancelled;
  Reconciled done;
  done.key = entry.record.key;
  done.id = entry.call->reconcile_id;
  done.queued = entry.call->started - entry.call->queued_at;
  done.worked = now.steady - entry.call->started;
  const auto* unsent = std::get_if<NotSent>(&outcome);
  if (refused || (unsent != nullptr && !unsent->recalled)) {
    done.result = ReconcileResult::Error;
    done.terminal = error != nullptr && is_terminal(error->kind);
  } else if (is_mutating(entry.call->verb)) {
    done.result = ReconcileResult::RequeueAfter;
  } else {
    const auto* cluster = std::get_if<api::Cluster>(&outcome);
    const bool there = cluster != nullptr && cluster->state == api::ClusterState::Ready;
    done.result = there ? ReconcileResult::Success : ReconcileResult::RequeueAfter;
  }
  effects_.reconciled.push_back(std::move(done));
}

}  // namespace fwop::controller
