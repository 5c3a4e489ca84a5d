#include "ledger_watch.hpp"

#include <algorithm>

#include "api/clusters/fields.hpp"
#include "controller/model/server_clock.hpp"

namespace fwop::simulation {
namespace {

// A lost create, and reads that lag, may hide a cluster of ours for that long.
constexpr Duration kMayBeHidden = std::chrono::minutes(3);

bool is_of(const controller::Record& record, const api::Cluster& cluster) {
  return record.incarnation && cluster.create_time &&
         controller::is_same_moment(*record.incarnation, *cluster.create_time);
}

}  // namespace

void LedgerWatch::made(const api::ClusterKey& key, Life life, Instant born) {
  ours_.insert(life);
  deleted_.erase(key);
  made_[key].emplace(life, born);
}

void LedgerWatch::adopt_if_said(const api::ClusterKey& key) {
  const auto shown = shown_.find(key);
  if (shown == shown_.end()) return;
  for (const ManifestPtr& manifest : declared_[key]) {
    const auto drift = api::differences(*manifest->spec, shown->second.cluster.spec, nullptr);
    const bool fits =
        std::none_of(drift.begin(), drift.end(), [](const auto& field) { return field.immutable; });
    switch (manifest->policy.adoption) {
      case manifests::Adoption::Never: break;
      case manifests::Adoption::IfIdentical:
        if (drift.empty()) ours_.insert(shown->second.life);
        break;
      case manifests::Adoption::Always:
        if (fits) ours_.insert(shown->second.life);
        break;
    }
  }
}

bool LedgerWatch::may_be_from(const Attempt& attempt, const api::Cluster& cluster, Instant born) const {
  return born >= attempt.decided && attempt.lost && born <= *attempt.lost + kMayBeHidden &&
         api::differences(*attempt.spec, cluster.spec, nullptr).empty();
}

void LedgerWatch::shown(const api::ClusterKey& key, Life life, const api::Cluster& cluster, Instant born) {
  shown_[key] = Shown{life, cluster};
  // What was READY was another.
  if (const auto ready = ready_.find(key); ready != ready_.end() && ready->second < life) ready_.erase(ready);
  const auto& attempts = attempts_[key];
  if (std::any_of(attempts.begin(), attempts.end(),
                  [&](const Attempt& attempt) { return may_be_from(attempt, cluster, born); })) {
    ours_.insert(life);
  }
  for (const auto& [own, when] : made_[key]) {
    if (is_ours(own) && born > when && born - when <= same_moment_) ours_.insert(life);
  }
  adopt_if_said(key);
}

void LedgerWatch::answered(const Call& call, const Answer& answer, Now now) {
  if (call.verb != api::Verb::Create) return;
  if (std::holds_alternative<api::Cluster>(answer.outcome)) acknowledged_.insert(answer.lives.front());
  auto& attempts = attempts_[call.key];
  const auto found = std::find_if(attempts.begin(), attempts.end(), [&](const Attempt& attempt) {
    return attempt.id == call.id && !attempt.lost;
  });
  if (found == attempts.end()) return;
  const auto* error = std::get_if<api::Error>(&answer.outcome);
  if (error != nullptr && api::is_ambiguous(*error)) {
    found->lost = now.steady;
  } else {
    found->refused = now.steady;
  }
}

void LedgerWatch::restarted(const Journal& durable, Now now) {
  decided_.clear();
  for (auto& [key, attempts] : attempts_) {
    const auto record = durable.find(key);
    const bool open = record != durable.end() && record->second.intent &&
                      record->second.intent->verb == api::Verb::Create && !record->second.intent->ended;
    // What the process before was told and could not keep, the next one does not know.
    if (!open)
      std::erase_if(attempts, [](const Attempt& attempt) { return attempt.refused && !attempt.lost; });
    for (Attempt& attempt : attempts)
      attempt.lost = attempt.lost.value_or(attempt.refused.value_or(now.steady));
  }
}

void LedgerWatch::declared(const api::ClusterKey& key, std::vector<ManifestPtr> manifests) {
  declared_[key] = std::move(manifests);
  adopt_if_said(key);
}

void LedgerWatch::imported(const api::ClusterKey& key) {
  if (const auto shown = shown_.find(key); shown != shown_.end()) ours_.insert(shown->second.life);
}

void LedgerWatch::doubt(const api::ClusterKey& key) {
  ready_.erase(key);
  for (const auto& [life, born] : made_[key]) surely_.erase(life);
}

void LedgerWatch::let_go(const api::ClusterKey& key) {
  doubt(key);
  for (const auto& [life, born] : made_[key]) ours_.erase(life);
  if (const auto shown = shown_.find(key); shown != shown_.end()) ours_.erase(shown->second.life);
  // A file that was read but not yet told of may give it back at once.
  adopt_if_said(key);
}

void LedgerWatch::kept(const controller::Record& record) {
  const auto shown = shown_.find(record.key);
  if (shown == shown_.end()) return;
  const auto& [life, cluster] = shown->second;
  if (acknowledged_.contains(life) && is_ours(life)) surely_.insert(life);
  if (is_of(record, cluster) && !is_ours(life))
    complaints_.add(api::to_string(record.key) + ": the journal calls life " + std::to_string(life) +
                    " ours, which others made");
}

void LedgerWatch::kept_ready(const controller::Record& record) {
  if (!record.owned || !record.was_ready) return void(ready_.erase(record.key));
  const auto shown = shown_.find(record.key);
  if (shown == shown_.end()) return void(ready_.emplace(record.key, 0));
  // The record may be of an earlier life still.
  if (is_of(record, shown->second.cluster)) ready_.emplace(record.key, shown->second.life);
}

void LedgerWatch::forgot(const api::ClusterKey& key) {
  doubt(key);
  // What it showed us of a name it does not know any more it no longer knows.
  shown_.erase(key);
}

void LedgerWatch::changing(const Call& call, Life life, Now now) {
  if (call.verb == api::Verb::Delete) deleted_.insert(call.key);
  if (!is_ours(life))
    complaints_.add(call, now, "it is not ours: life " + std::to_string(life) + " was made by others");
}

void LedgerWatch::creating(const Call& call, const std::optional<RealCluster>& truth, bool overwrites,
                           Now now) {
  const auto decided = decided_.extract(call.id);
  auto& attempts = attempts_[call.key];
  attempts.push_back({call.id, call.spec, decided.empty() ? now.steady : decided.mapped(), {}, {}});
  if (!truth || truth->state == api::ClusterState::Deleting || !made_[call.key].contains(truth->life)) return;
  if (!is_ours(truth->life)) return;
  const bool hidden = now.steady - truth->born < kMayBeHidden;
  // Nobody knows of what arrived only after we had given it up, until a read shows it.
  const bool given_up = std::any_of(attempts.begin(), attempts.end(), [&](const Attempt& attempt) {
    return attempt.lost && truth->born >= *attempt.lost;
  });
  if ((overwrites && !given_up) || !hidden) complaints_.add(call, now, "our own first create of it exists");
}

}  // namespace fwop::simulation
