#include <algorithm>
#include <string_view>
#include <utility>

#include "api/base/backoff.hpp"
#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

/// The time of the answer, by the server's own clock.
std::optional<WallTime> date_of(const Outcome& outcome) {
  if (const auto* cluster = std::get_if<api::Cluster>(&outcome)) return cluster->date;
  if (const auto* page = std::get_if<api::ClusterPage>(&outcome)) return page->date;
  if (const auto* error = std::get_if<api::Error>(&outcome)) return error->date;
  return std::nullopt;
}

std::string_view calls_behind(const Account& account, const AccountGate& gate) {
  return &gate == &account.changes ? "changes at the API" : "calls to the API";
}

}  // namespace

void Engine::Impl::note_exchange(Account& account, const Pending& pending, const Outcome& outcome, Now now) {
  if (std::holds_alternative<NotSent>(outcome)) return;
  if (const auto date = date_of(outcome)) account.clock.note(*date, pending.began, now.steady);
  AccountGate& gate = is_mutating(pending.verb) ? account.changes : account.reads;
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error != nullptr) {
    switch (error->kind) {
      case api::ErrorKind::Cancelled: return;
      // The host cannot be reached. A read is the harmless way to probe it.
      case api::ErrorKind::Unreachable: return close_gate(account, account.reads, pending, *error, now);
      case api::ErrorKind::Throttled:
        if (error->retry_after)
          account.paused_until = std::max(account.paused_until, now.steady + *error->retry_after);
        return close_gate(account, gate, pending, *error, now);
      case api::ErrorKind::Unauthenticated: return close_gate(account, gate, pending, *error, now);
      case api::ErrorKind::Lost:
      case api::ErrorKind::Unavailable:
      case api::ErrorKind::NotFound:
      case api::ErrorKind::PermissionDenied:
      case api::ErrorKind::AlreadyExists:
      case api::ErrorKind::Aborted:
      case api::ErrorKind::Precondition:
      case api::ErrorKind::Invalid:
      case api::ErrorKind::Unsupported: break;
    }
    // If a later page fails, only the sweep fails (Sweep::abort), not the account.
    if (pending.first_page) return close_gate(account, gate, pending, *error, now);
    const bool no_answer = error->kind == api::ErrorKind::Lost ||
                           error->kind == api::ErrorKind::Unavailable || is_foreign(*error);
    if (no_answer) {
      if (pending.entry != nullptr && !gate.knows(pending.began) &&
          gate.trouble(pending.entry->record.key.cluster_id)) {
        close_gate(account, gate, pending, *error, now);
      }
      return;
    }
    // A refusal of this one request still shows that the API answers.
  }
  account.last_success = now.wall;
  const Reason closed_for = gate.reason();
  if (!gate.open_up(pending.began)) return;
  account_event(account, EventType::Normal, closed_for,
                std::string(calls_behind(account, gate)) + " succeed again");
  reconcile_all(account, now);
}

void Engine::Impl::close_gate(Account& account, AccountGate& gate, const Pending& pending,
                              const api::Error& error, Now now) {
  if (gate.knows(pending.began)) {
    if (error.retry_after) gate.extend(now.steady + *error.retry_after);
    return;
  }
  Duration wait =
      backoff_delay(options_.backoff_first, options_.backoff_longest, gate.failures() + 1, random_);
  if (error.retry_after) wait = std::max(wait, *error.retry_after);
  const Reason reason = reason_of(error.kind);
  if (gate.close(reason, api::to_string(error), now.steady, now.steady + wait)) {
    account_event(account, EventType::Warning, reason,
                  std::string(calls_behind(account, gate)) + " fail: " + api::to_string(error), wait);
  }
  publish_account(account, now);
}

void Engine::Impl::account_event(const Account& account, EventType type, Reason reason, std::string message,
                                 Duration retry_in) {
  effects_.account_events.push_back({account.id, type, reason, std::move(message), retry_in});
}

void Engine::Impl::reconcile_all(Account& account, Now now) {
  for (Entry* entry : entries_of(account)) reconcile(*entry, now);
}

void Engine::Impl::note_failure(Entry& entry, api::Verb verb, const api::Error& error, Now now) {
  entry.last_error = error;
  entry.look_due = entry.look_due && !is_mutating(verb);
  if (error.kind == api::ErrorKind::Cancelled) return;
  ++entry.failures;
  ++queue_retries_;
  if (is_mutating(verb)) entry.failed_change = verb;
  entry.terminal = is_terminal(error) && verb != api::Verb::Get;
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
  if (refused || (unsent != nullptr && unsent->cause != NotSent::Cause::Recalled)) {
    done.result = ReconcileResult::Error;
    done.terminal = error != nullptr && is_terminal(*error);
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
