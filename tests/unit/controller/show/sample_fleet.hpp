#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "controller/metrics/metrics.hpp"
#include "controller/serve/status_source.hpp"

namespace fwop::controller {

/// 2026-11-23T12:00:00Z
inline constexpr WallTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} +
                                std::chrono::hours(12)};

inline ClusterView a_cluster(std::string name, Verdict verdict = Verdict::Ready) {
  ClusterView cluster;
  cluster.key = {"acc", name};
  cluster.name = std::move(name);
  cluster.declared = true;
  cluster.origin = {"clusters/prod.yaml", 3, 1};
  cluster.region = "us-east-1";
  cluster.owned = true;
  cluster.verdict = verdict;
  cluster.first_seen = kNoon - std::chrono::minutes(5);
  cluster.observed_at = kNoon - std::chrono::seconds(3);
  if (verdict == Verdict::Ready) {
    cluster.exists = true;
    cluster.state = api::ClusterState::Ready;
    cluster.state_text = "READY";
    cluster.reason = Reason::AsDeclared;
    cluster.message = "READY as declared";
    cluster.next_step = "Nothing to do.";
    cluster.conditions.set(ConditionType::Ready, ConditionStatus::True, Reason::AsDeclared,
                           "READY as declared", 1, kNoon);
  }
  return cluster;
}

inline AccountView an_account(std::string id = "acc") {
  AccountView account;
  account.account_id = std::move(id);
  account.budget_tokens = 39.5;
  account.observation_age = std::chrono::milliseconds(2500);
  account.sweeps_complete = 7;
  account.sweeps_failed = 2;
  account.clusters_seen = 4;
  return account;
}

inline std::shared_ptr<const manifests::Snapshot> a_snapshot() {
  auto snapshot = std::make_shared<manifests::Snapshot>();
  auto stale = std::make_shared<manifests::Manifest>();
  stale->stale = true;
  snapshot->manifests = {std::make_shared<manifests::Manifest>(), stale};
  snapshot->duplicates.push_back({{"acc", "twice"}, {{"a.yaml", 1, 1}, {"b.yaml", 9, 1}}});
  snapshot->diagnostics.push_back(
      {.file = "b.yaml", .line = 2, .column = 5, .rule = "UnknownField", .message = "no"});
  snapshot->files = 3;
  snapshot->broken_files = 1;
  snapshot->revision.source = "clusters";
  return snapshot;
}

struct SampleFleet : FleetView {
  std::vector<ClusterView> clusters;  ///< By key, as all walks go.
  /// All but the clusters.
  [[nodiscard]] const FleetView& view() const { return *this; }
};

inline SampleFleet a_fleet() {
  SampleFleet fleet;
  fleet.clusters = {a_cluster("prod"), a_cluster("canary", Verdict::Progressing)};
  fleet.accounts = {an_account()};
  fleet.stats.queue_adds = 12;
  fleet.stats.queue_retries = 3;
  fleet.stats.queue_depth = {4, 0, 0, 1};
  fleet.stats.workers = 2;
  fleet.stats.max_workers = 8;
  fleet.stats.unfinished_work = std::chrono::milliseconds(1500);
  fleet.stats.longest_running = std::chrono::seconds(1);
  fleet.snapshot = a_snapshot();
  fleet.conditions = {
      {"JournalHealthy",
       {ConditionStatus::False, Reason::JournalSetAside, std::string("it lies there"), kNoon, 0}}};
  fleet.journals_set_aside = 1;
  return fleet;
}

inline std::string page_of(Metrics& metrics, const SampleFleet& fleet) {
  MetricsPage page = metrics.page(fleet.view());
  for (const ClusterView& cluster : fleet.clusters) page.add(cluster);
  std::string text;
  for (const std::string& piece : page.text()) text += piece;
  return text;
}

inline ClusterSlices slices_of(std::vector<ClusterView> clusters) {
  return [clusters = std::move(clusters)](const std::optional<api::ClusterKey>& after, std::size_t most) {
    const auto last = std::find_if(clusters.begin(), clusters.end(), [&](const ClusterView& cluster) {
      return after && cluster.key == *after;
    });
    const auto from = after ? std::next(last) : clusters.begin();
    const auto left = static_cast<std::size_t>(clusters.end() - from);
    return std::vector<ClusterView>(from, from + static_cast<std::ptrdiff_t>(std::min(most, left)));
  };
}

inline StatusSource a_source(SampleFleet fleet = a_fleet()) {
  StatusSource source;
  source.metrics_page = [fleet] { return MetricsPage({}, fleet.view()); };
  source.ready_checks = [] { return std::vector<ReadyCheck>{{"first-observation", true, ""}}; };
  source.standby = [] { return std::string(); };
  source.version = [] { return std::uint64_t{1}; };
  source.clusters_after = slices_of(fleet.clusters);
  source.clusters_called = [fleet](const std::string& name) {
    std::vector<ClusterView> found;
    for (const ClusterView& cluster : fleet.clusters) {
      const std::string account = cluster.key.account_id + "/";
      const std::string& id = cluster.key.cluster_id;
      if (name == cluster.name || name == id || name == account + cluster.name || name == account + id)
        found.push_back(cluster);
    }
    return found;
  };
  source.accounts = [fleet] { return fleet.accounts; };
  source.snapshot = [fleet] { return fleet.snapshot; };
  source.own = [fleet] {
    OperatorView own;
    own.version = "1.2.3";
    own.started = kNoon;
    own.conditions = fleet.conditions;
    own.clusters = {{Verdict::Ready, 1}, {Verdict::Progressing, 1}};
    return own;
  };
  return source;
}

}  // namespace fwop::controller
