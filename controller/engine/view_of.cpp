#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {

WallTime Engine::Impl::to_wall(Instant at, Now now) const {
  return now.wall + std::chrono::duration_cast<WallTime::duration>(at - now.steady);
}

const Brake::Usage& Engine::Impl::usage_shown(api::Verb verb, Now now) const {
  const bool known = usage_shown_ && usage_shown_->verb == verb && usage_shown_->at == now.steady &&
                     usage_shown_->wall == now.wall && usage_shown_->version == brake_.version();
  if (!known)
    usage_shown_ = {verb, now.steady, now.wall, brake_.version(), brake_.usage(verb, owned(), now.wall)};
  return usage_shown_->usage;
}

std::optional<HeldChange> Engine::Impl::held_change(const Entry& entry, Now now) const {
  const Record& record = entry.record;
  if (entry.braked()) {
    const Brake::Usage& hour = usage_shown(record.brake->verb, now);
    return HeldChange{.key = record.key,
                      .verb = record.brake->verb,
                      .cause = HeldChange::Cause::Brake,
                      .used = hour.used,
                      .limit = hour.limit.value_or(0),
                      .room_at = hour.room_at};
  }
  const bool will_delete = removal_pending(entry) && record.owned && !record.brake &&
                           record.policy.deletion == manifests::Deletion::Delete;
  if (!will_delete) return std::nullopt;
  return HeldChange{.key = record.key,
                    .verb = api::Verb::Delete,
                    .cause = HeldChange::Cause::Grace,
                    .since = to_wall(*entry.removed_at, now),
                    .due_at = to_wall(*entry.removed_at + removal_wait(), now),
                    .place = entry.removed_from ? *entry.removed_from : std::string()};
}

ClusterView Engine::Impl::view(const Entry& entry, Now now) const {
  const Record& record = entry.record;
  const Observation& seen = entry.seen;
  ClusterView view;
  view.key = record.key;
  view.name = entry.manifest ? entry.manifest->name() : record.key.cluster_id;
  if (entry.manifest) {
    if (entry.manifest->labels) view.labels = *entry.manifest->labels;
    view.origin = entry.manifest->origin;
    view.stale_manifest = entry.manifest->stale;
    view.region = ReadyHistory::kind_and_region(*entry.manifest->spec).second;
  }
  view.declared = entry.manifest != nullptr || entry.disputed;
  view.owned = record.owned;
  view.exists = seen.what == Observation::What::Present;
  view.state = seen.state;
  if (view.exists) view.state_text = seen.state_text();
  view.status = seen.status();
  // A cluster becomes stale by time alone, so its standing is computed here.
  const Standing standing = standing_of(standing_facts(entry, now));
  view.verdict = standing.verdict;
  view.reason = standing.reason;
  view.message = standing.message;
  view.next_step = catalogue_entry(standing.reason).fix;
  view.conditions = record.conditions;
  view.generation = record.generation;
  view.observed_generation = record.conditions[ConditionType::Ready].observed_generation;
  view.first_seen = record.first_seen;
  if (seen.what != Observation::What::Nothing) view.observed_at = seen.wall;
  view.ready_since = record.ready_since;
  view.create_sent = record.create_sent;
  if (record.create_sent && standing.verdict == Verdict::Progressing) {
    if (const auto estimate = estimate_for(entry))
      view.expected_ready = *record.create_sent + estimate->median;
  }
  const Account& account = *entry.account;
  if (!account.reads.open()) {
    view.next_try = to_wall(*account.reads.reopens_at(), now);
  } else if (entry.timer) {
    view.next_try = to_wall(*entry.timer, now);
  } else if (!entry.call) {
    view.next_try = to_wall(std::max(account.sweep.due(), now.steady), now);
  }
  view.failures = entry.failures;
  if (entry.last_error) view.last_error = api::to_string(*entry.last_error);
  view.drift = entry.drift;
  if (in_force(record.suspend, now.wall)) view.suspensions.push_back({true, *record.suspend});
  if (in_force(record.policy.suspend, now.wall)) view.suspensions.push_back({false, *record.policy.suspend});
  view.held = held_change(entry, now);
  view.settled = entry.settled;
  return view;
}

std::map<Verdict, std::size_t> Engine::Impl::verdicts(Now now) const {
  std::map<Verdict, std::size_t> count;
  for (const auto& entry : entries) ++count[standing_of(standing_facts(*entry, now)).verdict];
  return count;
}

std::vector<AccountView> Engine::Impl::account_views(Now now) const {
  std::vector<AccountView> views;
  views.reserve(accounts_.size());
  for (const auto& [id, account] : accounts_) {
    AccountView view;
    view.account_id = id;
    const AccountGate& gate = account->reads.open() ? account->changes : account->reads;
    view.gate_open = gate.open();
    view.gate_changes_only = !gate.open() && account->reads.open();
    view.gate_reason = gate.reason();
    view.gate_message = gate.message();
    if (const auto at = gate.reopens_at()) view.gate_retry_at = to_wall(*at, now);
    view.gate_failures = gate.failures();
    view.list_problem = account->sweep.problem();
    view.budget_tokens = account->budget.tokens(now.steady);
    view.calls_in_flight = account->in_flight;
    view.last_success = account->last_success;
    if (const auto& last = account->sweep.last_whole()) {
      view.last_full_observation = last->began_wall;
      view.observation_age = std::chrono::duration_cast<Duration>(now.steady - last->began);
    }
    view.sweeps_complete = account->sweep.completed();
    view.sweeps_failed = account->sweep.failed();
    view.clusters_seen = account->sweep.clusters_seen();
    views.push_back(std::move(view));
  }
  return views;
}

EngineStats Engine::Impl::stats(Now now) const {
  EngineStats stats;
  stats.queue_adds = queue_adds_;
  stats.queue_retries = queue_retries_;
  stats.brake_trips = brake_trips_;
  for (const auto& [id, account] : accounts_) {
    stats.max_workers += options_.max_calls_in_flight;
    for (std::size_t i = 0; i < kPriorities; ++i) {
      stats.queue_depth[i] += account->work.depth(static_cast<Priority>(i)) +
                              account->checks.depth(static_cast<Priority>(i)) +
                              account->looks.depth(static_cast<Priority>(i));
    }
  }
  for (const auto& [id, pending] : calls_) {
    if (pending.entry == nullptr) continue;
    ++stats.workers;
    const auto running = std::chrono::duration_cast<std::chrono::nanoseconds>(now.steady - pending.began);
    stats.unfinished_work += running;
    stats.longest_running = std::max(stats.longest_running, running);
  }
  stats.braked = static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const auto& entry) { return entry->braked(); }));
  return stats;
}

bool Engine::Impl::removal_pending(const Entry& entry) const {
  return entry.removed_at && entry.decision.reason == Reason::RemovalPending;
}

bool Engine::Impl::observed_once() const {
  return snapshot && std::all_of(accounts_.begin(), accounts_.end(), [](const auto& item) {
           return item.second->sweep.last_whole().has_value();
         });
}

}  // namespace fwop::controller
