#include "controller/metrics/fleet_families.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string_view>
#include <utility>

#include "api/clusters/types.hpp"
#include "controller/metrics/metric_family.hpp"
#include "controller/metrics/metric_names.hpp"
#include "controller/show/held.hpp"
#include "controller/show/state_label.hpp"

namespace fwop::controller {
namespace {

// In the order of EngineStats::queue_depth.
constexpr std::array<std::string_view, 4> kPriorities = {"user-change", "in-motion", "failed", "drift"};

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

/// A family that is passed on in parts, so that a large fleet is never in memory as samples: they need many
/// times the memory of the facts or of the text.
class FamilyParts {
 public:
  FamilyParts(const char* name, const char* help, const FamilySink& sink)
      : part_(gauge_family(name, help)), sink_(sink) {}
  FamilyParts(const FamilyParts&) = delete;
  FamilyParts& operator=(const FamilyParts&) = delete;

  void add(MetricLabels labels, double value) {
    add_series(part_, labels, value);
    if (part_.metric.size() >= kAtOnce) pass_on();
  }
  void pass_on() {
    prometheus::MetricFamily next = gauge_family(part_.name, part_.help);
    sink_(std::exchange(part_, std::move(next)));
  }

 private:
  static constexpr std::size_t kAtOnce = 1024;
  prometheus::MetricFamily part_;
  const FamilySink& sink_;
};

void cluster_families(const std::vector<ClusterFacts>& all, const FamilySink& sink) {
  FamilyParts state("fireworks_cluster_state", "1 for the state each cluster was last seen in, else 0.",
                    sink);
  for (const ClusterFacts& cluster : all) {
    for (const std::string_view name : kStateLabels) {
      state.add({{"account", cluster.key.account_id}, {"cluster", cluster.key.cluster_id}, {"state", name}},
                name == cluster.state ? 1 : 0);
    }
  }
  state.pass_on();

  FamilyParts verdict("fireworks_cluster_verdict", "1 for the verdict on each cluster, else 0.", sink);
  for (const ClusterFacts& cluster : all) {
    for (const Verdict one : kAllVerdicts) {
      verdict.add({{"account", cluster.key.account_id},
                   {"cluster", cluster.key.cluster_id},
                   {"verdict", to_string(one)}},
                  one == cluster.verdict ? 1 : 0);
    }
  }
  verdict.pass_on();

  auto clusters = gauge_family("fireworks_clusters", "Clusters, by verdict.");
  for (const Verdict one : kAllVerdicts) {
    const auto count = std::count_if(all.begin(), all.end(),
                                     [&](const ClusterFacts& cluster) { return cluster.verdict == one; });
    add_series(clusters, {{"verdict", to_string(one)}}, static_cast<double>(count));
  }
  sink(std::move(clusters));

  FamilyParts condition("fireworks_cluster_condition",
                        "1 for the status that each condition of each cluster has now.", sink);
  for (const ClusterFacts& cluster : all) {
    for (std::size_t i = 0; i < cluster.conditions.size(); ++i) {
      condition.add({{"account", cluster.key.account_id},
                     {"cluster", cluster.key.cluster_id},
                     {"type", to_string(kAllConditionTypes[i])},
                     {"status", to_string(cluster.conditions[i])}},
                    1);
    }
  }
  condition.pass_on();

  FamilyParts info("fireworks_cluster_info", "Always 1; what each cluster is, and why it stands so.", sink);
  for (const ClusterFacts& cluster : all) {
    info.add({{"account", cluster.key.account_id},
              {"cluster", cluster.key.cluster_id},
              {"name", cluster.name},
              {"region", cluster.region},
              {"reason", to_string(cluster.reason)}},
             1);
  }
  info.pass_on();
}

void account_families(const FleetView& fleet, const FamilySink& sink) {
  auto tokens = gauge_family("fireworks_api_budget_tokens", "API calls that may start at once.");
  auto gate = gauge_family("fireworks_api_gate_open", "1 while calls to the account may be made, else 0.");
  auto change_gate =
      gauge_family("fireworks_api_change_gate_open", "1 while changes may be sent to the account, else 0.");
  auto sweeps = counter_family("fireworks_sweeps_total", "Sweeps of the account's clusters, by result.");
  auto age = gauge_family("fireworks_last_successful_observation_seconds",
                          "Age of the last complete observation of the account; absent before the first.");
  for (const AccountView& account : fleet.accounts) {
    add_series(tokens, {{"account", account.account_id}}, account.budget_tokens);
    add_series(gate, {{"account", account.account_id}},
               account.gate_open || account.gate_changes_only ? 1 : 0);
    add_series(change_gate, {{"account", account.account_id}}, account.gate_open ? 1 : 0);
    add_series(sweeps, {{"account", account.account_id}, {"result", "success"}},
               static_cast<double>(account.sweeps_complete));
    add_series(sweeps, {{"account", account.account_id}, {"result", "error"}},
               static_cast<double>(account.sweeps_failed));
    if (account.observation_age) {
      add_series(age, {{"account", account.account_id}}, seconds(*account.observation_age));
    }
  }
  sink(std::move(tokens));
  sink(std::move(gate));
  sink(std::move(change_gate));
  sink(std::move(sweeps));
  sink(std::move(age));
}

void manifest_families(const FleetView& fleet, const FamilySink& sink) {
  double good_files = 0;
  double broken_files = 0;
  double valid = 0;
  double stale = 0;
  double duplicates = 0;
  double errors = 0;
  double warnings = 0;
  if (fleet.snapshot) {
    const manifests::Snapshot& snapshot = *fleet.snapshot;
    broken_files = static_cast<double>(snapshot.broken_files);
    good_files = static_cast<double>(snapshot.files) - broken_files;
    for (const auto& manifest : snapshot.manifests) ++(manifest->stale ? stale : valid);
    duplicates = static_cast<double>(snapshot.duplicates.size());
    for (const auto& diagnostic : snapshot.diagnostics) {
      ++(diagnostic.severity == manifests::Severity::Error ? errors : warnings);
    }
  }
  auto files = gauge_family("fireworks_manifest_files", "Manifest files, by validity.");
  add_series(files, {{"validity", "valid"}}, good_files);
  add_series(files, {{"validity", "broken"}}, broken_files);
  sink(std::move(files));
  auto manifests = gauge_family("fireworks_manifests",
                                "Declared clusters: from a valid file, from the last good version of a file "
                                "that is broken now, or declared more than once.");
  add_series(manifests, {{"validity", "valid"}}, valid);
  add_series(manifests, {{"validity", "stale"}}, stale);
  add_series(manifests, {{"validity", "duplicate"}}, duplicates);
  sink(std::move(manifests));
  auto diagnostics =
      gauge_family("fireworks_manifest_diagnostics", "Findings in the manifests, by severity.");
  add_series(diagnostics, {{"severity", "error"}}, errors);
  add_series(diagnostics, {{"severity", "warning"}}, warnings);
  sink(std::move(diagnostics));
}

void queue_families(const EngineStats& stats, const FamilySink& sink) {
  auto depth = gauge_family("workqueue_depth", "Current depth of workqueue by workqueue and priority");
  for (std::size_t i = 0; i < kPriorities.size(); ++i) {
    add_series(depth,
               {{"name", kControllerName}, {"controller", kControllerName}, {"priority", kPriorities[i]}},
               static_cast<double>(stats.queue_depth[i]));
  }
  sink(std::move(depth));
  const auto queue = [&](prometheus::MetricFamily family, double value) {
    add_series(family, {{"name", kControllerName}, {"controller", kControllerName}}, value);
    sink(std::move(family));
  };
  queue(counter_family("workqueue_adds_total", "Total number of adds handled by workqueue"),
        static_cast<double>(stats.queue_adds));
  queue(counter_family("workqueue_retries_total", "Total number of retries handled by workqueue"),
        static_cast<double>(stats.queue_retries));
  queue(gauge_family("workqueue_unfinished_work_seconds",
                     "How many seconds of work has been done that is in progress and hasn't been observed by "
                     "work_duration"),
        seconds(stats.unfinished_work));
  queue(gauge_family("workqueue_longest_running_processor_seconds",
                     "How many seconds has the longest running processor for workqueue been running"),
        seconds(stats.longest_running));
  const auto controller = [&](prometheus::MetricFamily family, double value) {
    add_series(family, {{"controller", kControllerName}}, value);
    sink(std::move(family));
  };
  controller(gauge_family("controller_runtime_max_concurrent_reconciles",
                          "Maximum number of concurrent reconciles per controller"),
             static_cast<double>(stats.max_workers));
  controller(
      gauge_family("controller_runtime_active_workers", "Number of currently used workers per controller"),
      static_cast<double>(stats.workers));
}

void held_families(const std::vector<ClusterFacts>& all, const FamilySink& sink) {
  auto held = gauge_family("fireworks_held_changes",
                           "Changes that wait for a person or for time, by change and by what holds them.");
  double deletions = 0;
  std::map<std::pair<std::string_view, std::string_view>, double> count;
  auto due = gauge_family("fireworks_cluster_deletion_due_timestamp_seconds",
                          "When a cluster whose manifest was removed is deleted, unless somebody stops it.");
  for (const ClusterFacts& cluster : all) {
    if (!cluster.held) continue;
    ++count[{api::verb_name(cluster.held->verb), to_string(cluster.held->cause)}];
    if (cluster.held->cause != HeldChange::Cause::Grace) continue;
    ++deletions;
    if (!cluster.held->due_at) continue;
    add_series(due, {{"account", cluster.key.account_id}, {"cluster", cluster.key.cluster_id}},
               seconds(cluster.held->due_at->time_since_epoch()));
  }
  for (const auto& [what, number] : count)
    add_series(held, {{"change", what.first}, {"by", what.second}}, number);
  sink(std::move(held));
  auto pending = gauge_family("fireworks_pending_deletions",
                              "Clusters that will be deleted because their manifest was removed.");
  add_series(pending, {}, deletions);
  sink(std::move(pending));
  sink(std::move(due));
}

void brake_families(const EngineStats& stats, const FamilySink& sink) {
  auto engaged = gauge_family("fireworks_brake_engaged", "1 while changes wait for the brake's release.");
  add_series(engaged, {}, stats.braked > 0 ? 1 : 0);
  sink(std::move(engaged));
  auto waiting = gauge_family("fireworks_braked_clusters", "Clusters that wait for the brake's release.");
  add_series(waiting, {}, static_cast<double>(stats.braked));
  sink(std::move(waiting));
  auto trips = counter_family("fireworks_brake_trips_total", "Times the brake engaged.");
  add_series(trips, {}, static_cast<double>(stats.brake_trips));
  sink(std::move(trips));
}

void operator_families(const FleetView& fleet, const FamilySink& sink) {
  auto condition = gauge_family("fireworks_operator_condition",
                                "1 for the status that each condition of the operator itself has now.");
  for (const OperatorCondition& one : fleet.conditions) {
    add_series(condition, {{"type", one.type}, {"status", to_string(one.condition.status)}}, 1);
  }
  sink(std::move(condition));
  auto aside = gauge_family("fireworks_journals_set_aside",
                            "Journals that could not be used, and still lie in the state directory.");
  add_series(aside, {}, static_cast<double>(fleet.journals_set_aside));
  sink(std::move(aside));
  auto lost =
      counter_family("fireworks_log_lines_lost_total",
                     "Log lines that were dropped: standard error was not read in time, or not writable.");
  add_series(lost, {}, static_cast<double>(fleet.log_lines_lost));
  sink(std::move(lost));
}

void source_families(const FleetView& fleet, const FamilySink& sink) {
  if (!fleet.source) return;
  const SourceStatus& source = *fleet.source;
  const auto timestamp = [&](const char* name, const char* help, const std::optional<WallTime>& time) {
    auto family = gauge_family(name, help);
    if (time) add_series(family, {}, seconds(time->time_since_epoch()));
    sink(std::move(family));
  };
  timestamp("fireworks_source_last_attempt_timestamp_seconds", "When the source of manifests was last asked.",
            source.last_attempt);
  timestamp("fireworks_source_last_success_timestamp_seconds", "When the source of manifests last answered.",
            source.last_success);
  auto failures =
      counter_family("fireworks_source_failures_total", "Attempts to read the source that failed.");
  for (const auto& [reason, count] : source.failures)
    add_series(failures, {{"reason", to_string(reason)}}, static_cast<double>(count));
  sink(std::move(failures));
  auto revision = gauge_family("fireworks_source_revision_info", "Always 1; the commit in force.");
  if (fleet.snapshot && !fleet.snapshot->revision.commit.empty()) {
    const manifests::Revision& now = fleet.snapshot->revision;
    add_series(revision, {{"commit", now.commit}, {"source", now.source}}, 1);
  }
  sink(std::move(revision));
}

}  // namespace

void fleet_families(const FleetView& fleet, const std::vector<ClusterFacts>& clusters,
                    const FamilySink& sink) {
  cluster_families(clusters, sink);
  account_families(fleet, sink);
  manifest_families(fleet, sink);
  queue_families(fleet.stats, sink);
  held_families(clusters, sink);
  brake_families(fleet.stats, sink);
  operator_families(fleet, sink);
  source_families(fleet, sink);
}

}  // namespace fwop::controller
