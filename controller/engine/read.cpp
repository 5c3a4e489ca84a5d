#include <algorithm>
#include <utility>

#include "controller/engine/engine_impl.hpp"

namespace fwop::controller {

bool Engine::Impl::began_after_our_change(const Entry& entry, Instant began) {
  return !(entry.call && is_mutating(entry.call->verb)) && began >= entry.blind_until;
}

bool Engine::Impl::may_replace_seen(const Entry& entry, Instant began) {
  if (!began_after_our_change(entry, began)) return false;
  return entry.seen.what == Observation::What::Nothing || began >= entry.seen.began;
}

bool Engine::Impl::note_present(Entry& entry, const api::Cluster& cluster, bool by_get, Instant began,
                                Now now) {
  Observation& seen = entry.seen;
  auto detail = detail_of(cluster);
  const bool same = seen.what == Observation::What::Present && seen.state == cluster.state &&
                    seen.detail == detail && is_same_moment(seen.create_time, cluster.create_time) &&
                    *seen.spec == cluster.spec;
  if (!may_replace_seen(entry, began)) {
    // A newer LIST arrived before this GET, but both show the same: it still serves as the read before a
    // change.
    if (same && by_get && began_after_our_change(entry, began)) seen.got = began;
    return false;
  }
  entry.look_due = false;
  if (entry.before_update && began < entry.lag_until && cluster.spec == *entry.before_update) {
    // It still shows the spec before our update. Read again after a wait as long as the lag so far.
    const auto lagged =
        std::chrono::duration_cast<Duration>(now.steady - entry.updated_at.value_or(now.steady));
    entry.not_before = std::max(entry.not_before, now.steady + std::max(options_.poll_first, lagged));
    return true;
  }
  seen.began = began;
  seen.wall = now.wall;
  // A LIST that shows the same does not undo the GET before a change.
  if (by_get)
    seen.got = began;
  else if (!same)
    seen.got.reset();
  if (!entry.failed_change) {
    entry.failures = 0;
    entry.last_error.reset();
  }
  if (!entry.record.ever_seen) {
    entry.record.ever_seen = true;
    changes_.mark_record(entry);
  }
  if (same) return !(entry.decision.action == Action::Rest && entry.standing.verdict == Verdict::Ready);

  seen.what = Observation::What::Present;
  seen.not_found.reset();
  seen.gone = false;
  seen.state = cluster.state;
  seen.detail = std::move(detail);
  seen.create_time = cluster.create_time;
  seen.spec = std::make_shared<const api::ClusterSpec>(cluster.spec);
  if (cluster.state != api::ClusterState::Failed) entry.failed_since.reset();
  if (cluster.state == api::ClusterState::Failed && !entry.failed_since) entry.failed_since = now.steady;
  if (entry.record.owned && !entry.record.incarnation && cluster.create_time) {
    entry.record.incarnation = cluster.create_time;
    changes_.mark_record(entry);
  }
  compare_with_declared(entry);
  return true;
}

void Engine::Impl::note_spelling(Account& account, const std::string& name) {
  const auto key = api::parse_cluster_name(name);
  if (key && key->account_id != account.id) account.other_spelling = key->account_id;
}

bool Engine::Impl::note_missing(Entry& entry, bool by_get, Instant began, Now now) {
  if (!may_replace_seen(entry, began)) return false;
  entry.look_due = false;
  const auto& intent = entry.record.intent;
  const bool we_deleted_it = intent && intent->verb == api::Verb::Delete && intent->accepted;
  if (!we_deleted_it && began < entry.lag_until) {
    // The read may lag behind our create. If its answer was lost, only a read after `lag_until` can tell.
    if (entry.seen.what == Observation::What::Nothing)
      entry.not_before = std::max(entry.not_before, entry.lag_until);
    return true;
  }
  const bool was_absent = entry.seen.what == Observation::What::Absent;
  std::optional<Instant> not_found = was_absent ? entry.seen.not_found : std::nullopt;
  const bool confirmed = !by_get && not_found && began >= *not_found;
  const bool gone = we_deleted_it || confirmed || (was_absent && entry.seen.gone);
  if (by_get && !not_found) not_found = now.steady;

  entry.seen = Observation{};
  entry.seen.what = Observation::What::Absent;
  entry.seen.not_found = not_found;
  entry.seen.gone = gone;
  entry.seen.began = began;
  entry.seen.wall = now.wall;
  entry.drift.clear();
  entry.failed_since.reset();
  return true;
}

void Engine::Impl::outcome_of_read(Entry& entry, Instant began, const Outcome& outcome, Now now) {
  if (const auto* cluster = std::get_if<api::Cluster>(&outcome)) {
    note_spelling(*entry.account, cluster->name);
    note_present(entry, *cluster, true, began, now);
    // The LIST and the GET contradict each other. Do not read again at once: wait as for a cluster in motion.
    const bool moves =
        cluster->state != api::ClusterState::Ready && cluster->state != api::ClusterState::Failed;
    if (entry.read_for_change && moves)
      entry.not_before = std::max(entry.not_before, now.steady + options_.poll_longest);
    return;
  }
  const auto* error = std::get_if<api::Error>(&outcome);
  if (error == nullptr) return;
  // NOT_FOUND counts: the account itself exists, because a GET is made only after a complete LIST. A 404
  // without NOT_FOUND may come from a proxy: it counts only if a LIST lacks the cluster too.
  const bool said_so = error->code == api::RpcCode::NotFound;
  const bool unlisted = entry.seen.what == Observation::What::Absent;
  if (error->kind == api::ErrorKind::NotFound && (said_so || unlisted)) {
    note_missing(entry, true, began, now);
    return;
  }
  note_failure(entry, api::Verb::Get, *error, now);
}

}  // namespace fwop::controller
