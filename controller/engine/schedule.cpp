#include <algorithm>
#include <utility>

#include "api/base/backoff.hpp"
#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

/// When the first of the suspensions in force ends.
std::optional<WallTime> next_end(const Entry& entry, Now now) {
  std::optional<WallTime> ends;
  for (const auto* suspension : {&entry.record.policy.suspend, &entry.record.suspend}) {
    if (!in_force(*suspension, now.wall) || !(*suspension)->until) continue;
    ends = ends ? std::min(*ends, *(*suspension)->until) : (*suspension)->until;
  }
  return ends;
}

}  // namespace

void Engine::Impl::unqueue(Entry& entry) {
  Account& account = *entry.account;
  account.work.erase(&entry);
  account.checks.erase(&entry);
  account.looks.erase(&entry);
  unqueue_slot(entry);
}

void Engine::Impl::unqueue_slot(Entry& entry) {
  if (std::exchange(entry.read_for_change, false)) std::erase(entry.account->continuing, &entry);
}

Priority Engine::Impl::priority_of(const Entry& entry) const {
  if (entry.urgent) return Priority::UserChange;
  if (entry.seen.what == Observation::What::Present && entry.seen.state == api::ClusterState::Failed) {
    return Priority::Failed;
  }
  return entry.record.ready_since && !entry.record.intent ? Priority::Drift : Priority::InMotion;
}

std::optional<ReadyEstimate> Engine::Impl::estimate_for(const Entry& entry) const {
  if (!entry.manifest) return std::nullopt;
  return ready_history_.estimate(*entry.manifest->spec);
}

Instant Engine::Impl::next_look(const Entry& entry, Now now) const {
  if (entry.decision.reason == Reason::WaitingToRecreate) {
    return *entry.failed_since +
           doubled(options_.recreate_first, options_.recreate_longest, entry.record.recreations);
  }
  const Instant from = std::max({entry.seen.began, entry.blind_until, entry.looked_at});
  Duration elapsed =
      std::chrono::duration_cast<Duration>(now.steady - entry.waiting_since.value_or(now.steady));
  if (entry.decision.reason == Reason::Creating && entry.record.create_sent) {
    elapsed = std::max(elapsed, std::chrono::duration_cast<Duration>(now.wall - *entry.record.create_sent));
  }
  const auto estimate = entry.decision.reason == Reason::Creating ? estimate_for(entry) : std::nullopt;
  return from + poll_delay(elapsed, options_.poll_first, options_.poll_longest, estimate);
}

void Engine::Impl::enqueue(WorkQueue<Entry*>& queue, Entry& entry, Now now) {
  Account& account = *entry.account;
  for (WorkQueue<Entry*>* other : {&account.work, &account.checks, &account.looks}) {
    if (other != &queue || entry.not_before > now.steady) other->erase(&entry);
  }
  if (entry.not_before > now.steady) return set_timer(entry, entry.not_before);
  if (queue.push(&entry, priority_of(entry), now.steady)) ++queue_adds_;
}

void Engine::Impl::schedule_change(Entry& entry, Now now) {
  // A change that the brake or a hold keeps back needs no read before it.
  if (entry.braked() || holds_.until_released()) return unqueue(entry);
  const bool continues =
      entry.read_for_change && entry.decision.action != Action::Confirm && entry.not_before <= now.steady;
  if (!continues) {
    unqueue_slot(entry);
    return enqueue(entry.account->work, entry, now);
  }
  // It was read for this change, so the change goes next, while the read is fresh.
  unqueue(entry);
  entry.read_for_change = true;
  entry.account->continuing.push_back(&entry);
}

void Engine::Impl::schedule(Entry& entry, Now now) {
  Account& account = *entry.account;
  clear_timer(entry);
  switch (entry.decision.action) {
    case Action::Create:
    case Action::Update:
    case Action::Delete: return schedule_change(entry, now);
    case Action::Confirm:
      if (about_to_change(entry.decision)) return schedule_change(entry, now);
      unqueue_slot(entry);
      return enqueue(account.checks, entry, now);
    case Action::Observe:
      unqueue_slot(entry);
      return enqueue(entry.list_is_no_help ? account.checks : account.looks, entry, now);
    case Action::Recount: unqueue(entry); return hasten_sweep(account, now);
    case Action::Wait:
      if (entry.look_due) {
        unqueue_slot(entry);
        return enqueue(account.looks, entry, now);
      }
      unqueue(entry);
      return set_timer(entry, next_look(entry, now));
    case Action::Hold:
      unqueue(entry);
      if (removal_pending(entry) && now.steady < *entry.removed_at + removal_wait())
        set_timer(entry, *entry.removed_at + removal_wait());
      if (const auto ends = next_end(entry, now); ends && entry.decision.reason == Reason::Suspended) {
        const auto left = std::chrono::duration_cast<Duration>(*ends - now.wall);
        set_timer(entry, now.steady + std::max(left, Duration(0)) + Duration(1));
      }
      return;
    case Action::Rest:
    case Action::Adopt:
    case Action::Forget: return unqueue(entry);
  }
}

std::optional<Instant> Engine::Impl::next_wake(const Account& account, Now now) const {
  std::optional<Instant> wake = account.stale_check;
  const auto at = [&wake](Instant instant) { wake = wake ? std::min(*wake, instant) : instant; };
  // The earliest time at which any call may be made.
  const Instant able = std::max(
      {account.paused_until, account.budget.ready_at(now.steady), all_accounts_.ready_at(now.steady)});
  if (!account.reads.open()) {
    if (account.in_flight == 0) at(std::max(*account.reads.reopens_at(), able));
    return wake;
  }
  if (account.in_flight >= options_.max_calls_in_flight) return wake;
  const Sweep& sweep = account.sweep;
  if (!sweep.running() && account.entries > 0) at(std::max(sweep.due(), able));
  if (sweep.running() && !sweep.awaits_page()) at(able);
  if (!sweep.last_whole()) return wake;
  const bool looks_wait = !account.looks.empty() && !look_by_sweep(account);
  if (looks_wait || !account.checks.empty()) at(able);
  if (!account.work.empty() || !account.continuing.empty()) {
    if (account.changes.open())
      at(able);
    else if (account.changes_in_flight == 0)
      at(std::max(*account.changes.reopens_at(), able));
  }
  return wake;
}

std::optional<Instant> Engine::Impl::next_wake(Now now) const {
  if (stopped_) return std::nullopt;
  std::optional<Instant> wake;
  if (!timers_.empty()) wake = std::get<Instant>(*timers_.begin());
  for (const auto& [id, account] : accounts_) {
    const auto of_account = next_wake(*account, now);
    if (of_account) wake = wake ? std::min(*wake, *of_account) : of_account;
  }
  return wake;
}

}  // namespace fwop::controller
