#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

/// At least the budget of one account. If one account has no limit, all together have none.
double total_budget(const EngineOptions& options) {
  if (options.budget_per_second <= 0 || options.total_budget_per_second <= 0) return 0;
  return std::max(options.total_budget_per_second, options.budget_per_second);
}

}  // namespace

Engine::Impl::Impl(EngineOptions options, JournalContents journal, std::uint64_t seed, Now now)
    : options_(options),
      random_(seed),
      brake_({options.max_delete_percent, options.max_creates, options.max_updates},
             std::move(journal.brake_marks)),
      ready_history_(journal.ready_samples),
      all_accounts_(total_budget(options), 2 * total_budget(options), now.steady) {
  for (Record& record : journal.records) {
    Entry& entry = entry_of(record.key, now);
    changes_.restore(entry);
    entry.announced = true;
    // An intent that was being written when we stopped may have been sent.
    if (record.intent) {
      entry.spoken_attempts = record.intent->attempt;
      entry.blind_until = now.steady;
      if (record.intent->verb == api::Verb::Create) {
        entry.lag_until = now.steady + kLagAfterChange;
        if (!record.intent->ended) {
          record.intent->answer_lost = true;
          record.intent->arrives_by = std::max(record.intent->arrives_by, record.intent->open_until);
        }
      }
    }
    if (record.owned && record.create_sent) entry.lag_until = now.steady + kLagAfterCreate;
    entry.record = std::move(record);
  }
}

Account& Engine::Impl::account_of(const std::string& account_id, Now now) {
  auto& slot = accounts_[account_id];
  if (!slot) {
    slot = std::make_unique<Account>(
        account_id, Budget(options_.budget_per_second, options_.budget_burst, now.steady), now.steady);
  }
  return *slot;
}

void Engine::Impl::drop_account_if_empty(const std::string& account_id) {
  const auto found = accounts_.find(account_id);
  if (found == accounts_.end()) return;
  const Account& account = *found->second;
  if (account.entries > 0 || account.in_flight > 0) return;
  accounts_.erase(found);
}

std::vector<Entry*> Engine::Impl::entries_of(const Account& account) const {
  std::vector<Entry*> mine;
  mine.reserve(account.entries);
  for (auto it = entries.lower_bound(api::ClusterKey{account.id, ""});
       it != entries.end() && (*it)->record.key.account_id == account.id; ++it) {
    mine.push_back(it->get());
  }
  return mine;
}

void Engine::Impl::set_timer(Entry& entry, Instant at) {
  if (entry.timer == at) return;
  clear_timer(entry);
  entry.timer = at;
  timers_.insert({at, entry.ordinal, &entry});
}

void Engine::Impl::clear_timer(Entry& entry) {
  if (!entry.timer) return;
  timers_.erase({*entry.timer, entry.ordinal, &entry});
  entry.timer.reset();
}

void Engine::Impl::complete(CallId call, Outcome outcome, Now now) {
  const auto found = calls_.find(call);
  if (found == calls_.end()) return;
  const Pending pending = found->second;
  calls_.erase(found);
  Account& account = *pending.account;
  --account.in_flight;
  if (pending.takes_slot) --account.changes_in_flight;
  note_exchange(account, pending, outcome, now);

  if (pending.verb == api::Verb::List) {
    outcome_of_page(account, pending.began, outcome, now);
  } else {
    Entry& entry = *pending.entry;
    entry.looked_at = std::max(entry.looked_at, pending.began);
    finish_reconcile(entry, outcome, now);
    entry.call.reset();
    switch (pending.verb) {
      case api::Verb::Get: outcome_of_read(entry, pending.began, outcome, now); break;
      case api::Verb::Create: outcome_of_create(entry, outcome, now); break;
      case api::Verb::Update: outcome_of_update(entry, outcome, now); break;
      case api::Verb::Delete: outcome_of_delete(entry, outcome, now); break;
      case api::Verb::List: break;
    }
    reconcile(entry, now);
  }
  const std::string account_id = account.id;
  pump(account, now);
  drop_account_if_empty(account_id);
}

void Engine::Impl::tick(Now now) {
  while (!timers_.empty() && std::get<Instant>(*timers_.begin()) <= now.steady) {
    Entry& entry = *std::get<Entry*>(*timers_.begin());
    const Instant at = *entry.timer;
    clear_timer(entry);
    if (entry.decision.action == Action::Wait && !entry.look_due) {
      entry.look_due = true;
      entry.look_due_at = at;
    }
    reconcile(entry, now);
  }
  for (auto& [id, account] : accounts_) {
    if (account->stale_check && *account->stale_check <= now.steady) publish_account(*account, now);
  }
  pump_all(now);
}

std::size_t Engine::Impl::reconcile_now(const std::optional<api::ClusterKey>& key, Now now) {
  std::vector<Entry*> asked;
  for (const auto& entry : entries) {
    if (key && entry->record.key != *key) continue;
    asked.push_back(entry.get());
    entry->failures = 0;
    entry->terminal = false;
    entry->not_before = now.steady;
    entry->urgent = true;
    entry->record.bounces = 0;
    entry->account->sweep.begin_at_once(now.steady);
  }
  for (Entry* entry : asked) reconcile(*entry, now);
  pump_all(now);
  return asked.size();
}

void Engine::Impl::mark_what_others_changed(Now now) {
  if (auto held = holds_.in_force(now.steady); held != shown_.held) {
    shown_.held = std::move(held);
    for (const auto& entry : entries) {
      if (about_to_change(entry->decision)) changes_.mark_shown(*entry);
    }
  }
  changes_.look_at_records();
  if (ready_history_.have_estimates_moved()) changes_.mark_coming_up();
  const bool counted = std::exchange(shown_.brake_version, brake_.version()) != brake_.version();
  // The limit for deletes depends on the number of owned clusters.
  const bool deletes = std::exchange(shown_.owned, changes_.owned()) != changes_.owned();
  if (counted || deletes) {
    usage_shown_.reset();
    changes_.mark_braked(api::Verb::Delete);
  }
  if (counted) {
    changes_.mark_braked(api::Verb::Create);
    changes_.mark_braked(api::Verb::Update);
  }
}

Effects Engine::Impl::take_effects(Now now) {
  mark_what_others_changed(now);
  changes_.take(effects_);
  effects_.wake = next_wake(now);
  return std::exchange(effects_, Effects{});
}

}  // namespace fwop::controller
