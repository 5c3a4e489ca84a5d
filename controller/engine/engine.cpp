#include "controller/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {

namespace {

/// What one account may have, all of them may have; where it has no limit, neither have they.
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

std::vector<HeldChange> Engine::Impl::release_brake(const ReleaseCommand& command, Now now) {
  std::vector<Entry*> entries_held;
  std::vector<HeldChange> released;
  for (const auto& entry : entries) {
    if (command.key && entry->record.key != *command.key) continue;
    auto held = held_change(*entry, now);
    if (!held) continue;
    const bool by_name_only = held->verb == api::Verb::Delete && !command.key && !command.include_deletes;
    if (by_name_only) continue;
    released.push_back(std::move(*held));
    entries_held.push_back(entry.get());
  }
  if (command.dry_run) return released;
  for (std::size_t i = 0; i < released.size(); ++i) {
    Entry& entry = *entries_held[i];
    entry.removal_released = entry.removed_at.has_value();
    entry.record.brake = BrakeHold{released[i].verb, /*released=*/true};
    changes_.remember(entry);
    const std::string by = command.who.empty() ? "" : " by " + command.who;
    emit(entry, EventType::Warning, Reason::HoldReleased,
         std::string(api::verb_name(released[i].verb)) + " released" + by, now);
    reconcile(entry, now);
  }
  pump_all(now);
  return released;
}

void Engine::Impl::hold_changes(std::optional<std::string> why, Now now) {
  if (changes_held_ == why) return;
  changes_held_ = std::move(why);
  std::vector<Entry*> waiting;
  for (const auto& entry : entries) {
    if (about_to_change(entry->decision)) waiting.push_back(entry.get());
  }
  for (Entry* entry : waiting) reconcile(*entry, now);
  pump_all(now);
}

Effects Engine::Impl::take_effects(Now now) {
  changes_.take(effects_);
  effects_.wake = next_wake(now);
  return std::exchange(effects_, Effects{});
}

Engine::Engine(EngineOptions options, JournalContents journal, std::uint64_t seed, Now now)
    : impl_(std::make_unique<Impl>(options, std::move(journal), seed, now)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::desire(std::shared_ptr<const manifests::Snapshot> snapshot, Now now) {
  impl_->desire(std::move(snapshot), now);
}
void Engine::complete(CallId call, Outcome outcome, Now now) {
  impl_->complete(call, std::move(outcome), now);
}
void Engine::tick(Now now) { impl_->tick(now); }
std::size_t Engine::reconcile_now(const std::optional<api::ClusterKey>& key, Now now) {
  return impl_->reconcile_now(key, now);
}
std::vector<HeldChange> Engine::release_brake(const ReleaseCommand& command, Now now) {
  return impl_->release_brake(command, now);
}
void Engine::hold_changes(std::optional<std::string> why, Now now) {
  impl_->hold_changes(std::move(why), now);
}
CommandResult Engine::tell(const api::ClusterKey& key, const Command& command, Now now) {
  return impl_->tell(key, command, now);
}
void Engine::stop() { impl_->stop(); }
Effects Engine::take_effects(Now now) { return impl_->take_effects(now); }

std::optional<ClusterView> Engine::cluster(const api::ClusterKey& key, Now now) const {
  const auto found = impl_->entries.find(key);
  if (found == impl_->entries.end()) return std::nullopt;
  return impl_->view(**found, now);
}

std::vector<ClusterView> Engine::clusters(Now now) const {
  std::vector<ClusterView> views;
  views.reserve(impl_->entries.size());
  for (const auto& entry : impl_->entries) views.push_back(impl_->view(*entry, now));
  return views;
}

void Engine::each_cluster(Now now, const std::function<void(const ClusterView&)>& visit) const {
  for (const auto& entry : impl_->entries) visit(impl_->view(*entry, now));
}

std::vector<ClusterView> Engine::clusters_after(const std::optional<api::ClusterKey>& after, std::size_t most,
                                                Now now) const {
  auto it = after ? impl_->entries.upper_bound(*after) : impl_->entries.begin();
  std::vector<ClusterView> views;
  for (; it != impl_->entries.end() && views.size() < most; ++it) views.push_back(impl_->view(**it, now));
  return views;
}

std::map<Verdict, std::size_t> Engine::verdicts(Now now) const { return impl_->verdicts(now); }

void Engine::each_basis(const std::function<void(const Basis&)>& visit) const {
  for (const auto& entry : impl_->entries) {
    const Observation& seen = entry->seen;
    const bool exists = seen.what == Observation::What::Present;
    visit({entry->record.key, entry->manifest.get(), seen.what != Observation::What::Nothing, exists,
           seen.state, exists ? seen.create_time : std::nullopt, exists ? seen.spec.get() : nullptr});
  }
}

std::vector<HeldChange> Engine::held(Now now) const {
  std::vector<HeldChange> all;
  for (const auto& entry : impl_->entries) {
    if (auto held = impl_->held_change(*entry, now)) all.push_back(std::move(*held));
  }
  return all;
}

std::vector<AccountView> Engine::accounts(Now now) const { return impl_->account_views(now); }
EngineStats Engine::stats(Now now) const { return impl_->stats(now); }
std::shared_ptr<const manifests::Snapshot> Engine::snapshot() const { return impl_->snapshot; }
bool Engine::observed_once() const { return impl_->observed_once(); }
bool Engine::removal_pending() const {
  return std::any_of(impl_->entries.begin(), impl_->entries.end(),
                     [this](const auto& entry) { return impl_->removal_pending(*entry); });
}
bool Engine::settled() const { return impl_->settled(); }

}  // namespace fwop::controller
