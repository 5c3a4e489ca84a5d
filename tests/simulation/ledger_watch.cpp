#include "ledger_watch.hpp"

#include <algorithm>

#include "api/fields.hpp"

namespace fwop::simulation {
namespace {

// A lost create, and reads that lag, may hide a cluster of ours for that long.
constexpr Duration kMayBeHidden = std::chrono::minutes(3);

}  // namespace

void LedgerWatch::made(const api::ClusterKey& key, Life life) {
  ours_.insert(life);
  made_[key].insert(life);
}

void LedgerWatch::adopt_if_said(const api::ClusterKey& key) {
  const auto manifest = declared_.find(key);
  const auto shown = shown_.find(key);
  if (manifest == declared_.end() || shown == shown_.end()) return;
  const auto drift = api::differences(*manifest->second->spec, shown->second.cluster.spec, nullptr);
  const bool fits =
      std::none_of(drift.begin(), drift.end(), [](const auto& field) { return field.immutable; });
  switch (manifest->second->policy.adoption) {
    case manifests::Adoption::Never: return;
    case manifests::Adoption::IfIdentical:
      if (drift.empty()) ours_.insert(shown->second.life);
      return;
    case manifests::Adoption::Always:
      if (fits) ours_.insert(shown->second.life);
      return;
  }
}

void LedgerWatch::shown(const api::ClusterKey& key, Life life, const api::Cluster& cluster) {
  shown_[key] = Shown{life, cluster};
  adopt_if_said(key);
}

void LedgerWatch::declared(const api::ClusterKey& key, const ManifestPtr& manifest) {
  if (manifest) {
    declared_[key] = manifest;
    adopt_if_said(key);
  } else {
    declared_.erase(key);
  }
}

void LedgerWatch::imported(const api::ClusterKey& key) {
  if (const auto shown = shown_.find(key); shown != shown_.end()) ours_.insert(shown->second.life);
}

void LedgerWatch::let_go(const api::ClusterKey& key) {
  const auto no_more = [this](Life life) {
    ours_.erase(life);
    surely_.erase(life);
  };
  for (const Life life : made_[key]) no_more(life);
  if (const auto shown = shown_.find(key); shown != shown_.end()) no_more(shown->second.life);
}

void LedgerWatch::kept(const api::ClusterKey& key) {
  const auto shown = shown_.find(key);
  if (shown != shown_.end() && made_[key].contains(shown->second.life) && is_ours(shown->second.life))
    surely_.insert(shown->second.life);
}

void LedgerWatch::forgot(const api::ClusterKey& key) {
  for (const Life life : made_[key]) surely_.erase(life);
  // What it showed us of a name it does not know any more it no longer knows.
  shown_.erase(key);
}

void LedgerWatch::changing(const Call& call, Life life, Now now) {
  if (!is_ours(life))
    complaints_.add(call, now, "it is not ours: life " + std::to_string(life) + " was made by others");
}

void LedgerWatch::creating(const Call& call, const std::optional<RealCluster>& truth, bool overwrites,
                           Now now) {
  if (!truth || truth->state == api::ClusterState::Deleting || !made_[call.key].contains(truth->life)) return;
  if (!is_ours(truth->life)) return;
  const bool hidden = now.steady - truth->born < kMayBeHidden;
  if (overwrites || !hidden) complaints_.add(call, now, "our own first create of it exists");
}

}  // namespace fwop::simulation
