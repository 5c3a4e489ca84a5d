#include <algorithm>
#include <utility>

#include "api/base/backoff.hpp"
#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {
namespace {

// The share of the budget for sweeps that only follow clusters in motion. The rest is for changes.
constexpr double kBudgetForSweeps = 0.25;
constexpr Duration kLookWhileChanging = std::chrono::seconds(1);
// For this many intervals, the last sweep also tells about clusters that were declared after it.
constexpr int kSweepGoodFor = 2;

}  // namespace

std::size_t Engine::Impl::pages_of(const Account& account) const {
  const std::size_t clusters = std::max(account.sweep.clusters_seen(), account.entries);
  return std::max<std::size_t>(1, (clusters + api::kMaxPageSize - 1) / api::kMaxPageSize);
}

Duration Engine::Impl::sweep_gap(const Account& account) const {
  // While changes are queued, sweeps are less frequent: the sweep after the changes sees all of them.
  const Duration shortest =
      account.work.empty() ? options_.poll_first : std::max(options_.poll_first, kLookWhileChanging);
  if (options_.budget_per_second <= 0) return shortest;
  const double seconds =
      static_cast<double>(pages_of(account)) / (options_.budget_per_second * kBudgetForSweeps);
  return std::max(shortest, Duration(static_cast<Duration::rep>(seconds * 1000)));
}

bool Engine::Impl::look_by_sweep(const Account& account) const {
  if (account.looks.empty()) return false;
  return !account.sweep.last_whole() || account.sweep.running() || account.looks.size() > pages_of(account);
}

void Engine::Impl::send_page(Account& account, Now now) {
  account.budget.take(now.steady);
  all_accounts_.take(now.steady);
  ++account.in_flight;
  Call call;
  call.id = next_call_++;
  call.verb = api::Verb::List;
  call.key.account_id = account.id;
  call.page_token = account.sweep.next_token();
  account.sweep.await_page();
  calls_.emplace(call.id, Pending{.verb = api::Verb::List,
                                  .entry = nullptr,
                                  .account = &account,
                                  .began = now.steady,
                                  .first_page = call.page_token.empty()});
  effects_.calls.push_back(std::move(call));
}

Entry* Engine::Impl::note_listed(Account& account, const std::string& cluster_id) {
  const auto found = entries.find(api::ClusterKey{account.id, cluster_id});
  if (found == entries.end()) {
    account.sweep.note_stranger(cluster_id);
    return nullptr;
  }
  Entry& entry = **found;
  entry.swept = account.sweep.number();
  // It exists: recall its create, if that was not sent yet.
  if (entry.call && entry.call->verb == api::Verb::Create) effects_.recalled.push_back(entry.call->id);
  return &entry;
}

void Engine::Impl::note_unreadable(Account& account, const api::ClusterKey& named, Instant began, Now now) {
  const auto found = entries.find(api::ClusterKey{account.id, named.cluster_id});
  // A GET under our spelling of the account said NOT_FOUND: this one belongs to another account.
  if (found != entries.end() && named.account_id != account.id && (*found)->seen.not_found) return;
  Entry* entry = note_listed(account, named.cluster_id);
  if (entry == nullptr || !may_replace_seen(*entry, began)) return;
  entry->seen = Observation{};
  entry->list_is_no_help = true;
  entry->drift.clear();
  reconcile(*entry, now);
}

void Engine::Impl::outcome_of_page(Account& account, Instant began, const Outcome& outcome, Now now) {
  const auto* page = std::get_if<api::ClusterPage>(&outcome);
  if (page == nullptr) {
    const auto* error = std::get_if<api::Error>(&outcome);
    const bool cancelled = error == nullptr || error->kind == api::ErrorKind::Cancelled;
    return abort_sweep(account, cancelled ? "" : api::to_string(*error), now);
  }
  std::string problem;
  for (const api::Cluster& cluster : page->clusters) {
    const auto key = api::parse_cluster_name(cluster.name);
    if (!key) {
      problem = "an element of the list has no name of a cluster: \"" + cluster.name + "\"";
    } else if (key->account_id != account.id && key->account_id != account.other_spelling) {
      note_unreadable(account, *key, began, now);
    } else if (Entry* entry = note_listed(account, key->cluster_id)) {
      entry->list_is_no_help = false;
      if (note_present(*entry, cluster, false, began, now)) reconcile(*entry, now);
    }
  }
  for (const api::UnreadableCluster& cluster : page->unreadable) {
    const auto key = api::parse_cluster_name(cluster.name);
    if (key)
      note_unreadable(account, *key, began, now);
    else
      problem = cluster.why;
  }
  // The unreadable element may be any cluster, even one of ours, so this list proves no absence.
  if (!problem.empty()) return abort_sweep(account, std::move(problem), now);
  switch (account.sweep.page(page->clusters.size(), page->next_page_token)) {
    case Sweep::Next::Page: return;
    case Sweep::Next::Nothing: return finish_sweep(account, now);
    case Sweep::Next::Endless: return abort_sweep(account, "the list of clusters does not end", now);
  }
}

void Engine::Impl::finish_sweep(Account& account, Now now) {
  Sweep& sweep = account.sweep;
  sweep.finish(now.steady + random_.jittered(options_.sweep_settled, options_.sweep_jitter));
  if (sweep.report_recovery())
    account_event(account, EventType::Normal, Reason::ApiUnavailable, "the clusters can be listed again");
  account.stale_check = sweep.began() + staleness_limit() + Duration(1);

  for (Entry* entry : entries_of(account)) {
    // A cluster that was listed first and declared later in the same sweep was listed as a stranger. It
    // exists, so an older "absent" does not count any more.
    const bool as_strangers =
        entry->swept != sweep.number() && sweep.lists_stranger(entry->record.key.cluster_id);
    if (as_strangers && entry->seen.what == Observation::What::Absent && entry->seen.began < sweep.began())
      entry->seen = Observation{};
    const bool listed = as_strangers || entry->swept == sweep.number();
    const bool absent = !listed && note_missing(*entry, false, sweep.began(), now);
    // At rest and seen unchanged: nothing to do.
    if (!absent && entry->decision.action == Action::Rest && entry->standing.verdict == Verdict::Ready)
      continue;
    reconcile(*entry, now);
  }
}

void Engine::Impl::abort_sweep(Account& account, std::string problem, Now now) {
  Sweep& sweep = account.sweep;
  if (problem.empty()) return sweep.cancel(now.steady);
  const Duration wait =
      backoff_delay(options_.backoff_first, options_.backoff_longest, sweep.failures() + 1, random_);
  // While the gate is closed, the log already says why.
  if (account.reads.open() && sweep.report_failure()) {
    account_event(account, EventType::Warning, Reason::ApiUnavailable,
                  "the clusters cannot be listed: " + problem, wait);
  }
  const bool is_news = problem != sweep.problem();
  sweep.abort(std::move(problem), now.steady + wait, now.steady);
  if (!is_news) return;
  // Clusters that were never seen show this problem.
  for (Entry* entry : entries_of(account)) {
    if (never_seen(*entry)) changes_.mark_shown(*entry);
  }
}

void Engine::Impl::hasten_sweep(Account& account, Now now) const {
  account.sweep.hasten(sweep_gap(account), now.steady);
}

void Engine::Impl::use_last_sweep(Entry& entry, Now now) {
  const auto& last = entry.account->sweep.last_whole();
  if (!last || now.steady - last->began > options_.sweep_settled * kSweepGoodFor) return;
  const std::string& id = entry.record.key.cluster_id;
  if (entry.account->sweep.lists_stranger(id)) return;
  note_missing(entry, false, last->began, now);
}

}  // namespace fwop::controller
