#include "controller/metrics/metrics.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/show/state_label.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& page) {
  std::vector<std::string> lines;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> lines(Metrics& metrics, const SampleFleet& fleet = {}) {
  return lines_of(page_of(metrics, fleet));
}

Metrics::Options options() { return {.version = "1.2.3", .hosts = {"api.example:443"}}; }

TEST(Metrics, ZeroSeriesAreThereFromTheStart) {
  Metrics metrics(options());
  const auto page = lines(metrics);
  for (const char* result : {"success", "error", "requeue", "requeue_after"}) {
    EXPECT_THAT(page,
                Contains("controller_runtime_reconcile_total{controller=\"fireworkscluster\",result=\"" +
                         std::string(result) + "\"} 0"));
  }
  for (const char* name :
       {"reconcile_errors_total", "terminal_reconcile_errors_total", "reconcile_panics_total",
        "reconcile_timeouts_total", "active_workers", "max_concurrent_reconciles"}) {
    EXPECT_THAT(page,
                Contains("controller_runtime_" + std::string(name) + "{controller=\"fireworkscluster\"} 0"));
  }
  EXPECT_THAT(page,
              Contains("rest_client_requests_total{code=\"200\",host=\"api.example:443\",method=\"GET\"} 0"));
  EXPECT_THAT(page, Contains("leader_election_master_status{name=\"fireworkscluster\"} 1"));
  EXPECT_THAT(page, Contains("fireworks_build_info{version=\"1.2.3\"} 1"));
}

TEST(Metrics, LostLogLinesAreCounted) {
  const auto page_with = [](std::uint64_t lost) {
    Metrics metrics(options());
    SampleFleet fleet;
    fleet.log_lines_lost = lost;
    return lines(metrics, fleet);
  };
  EXPECT_THAT(page_with(0), Contains("fireworks_log_lines_lost_total 0"));
  EXPECT_THAT(page_with(17), Contains("fireworks_log_lines_lost_total 17"));
  EXPECT_THAT(page_with(17), Contains("# TYPE fireworks_log_lines_lost_total counter"));
}

TEST(Metrics, DecadeBucketsAreSpeltAsGoSpellsThem) {
  Metrics metrics(options());
  std::vector<std::string> bounds;
  const std::string start = "workqueue_queue_duration_seconds_bucket{";
  for (const std::string& line : lines(metrics)) {
    const auto at = line.find("le=\"");
    if (line.rfind(start, 0) == 0) bounds.push_back(line.substr(at + 4, line.find('"', at + 4) - at - 4));
  }
  EXPECT_THAT(bounds, testing::ElementsAre("1e-08", "1e-07", "1e-06", "9.999999999999999e-06",
                                           "9.999999999999999e-05", "0.001", "0.01", "0.1", "1", "10", "100",
                                           "1000", "+Inf"));
}

TEST(Metrics, ReconcileTimeHasTheFortyBucketsOfControllerRuntime) {
  Metrics metrics(options());
  const auto page = lines(metrics);
  EXPECT_EQ(std::count_if(page.begin(), page.end(),
                          [](const std::string& line) {
                            return line.rfind("controller_runtime_reconcile_time_seconds_bucket", 0) == 0;
                          }),
            41);
  EXPECT_THAT(page, Contains(HasSubstr("le=\"0.35\"")));
}

TEST(Metrics, AReconcileIsCountedByItsResult) {
  Metrics metrics(options());
  const std::vector<Reconciled> reconciled = {{.result = ReconcileResult::Error,
                                               .terminal = true,
                                               .queued = std::chrono::milliseconds(20),
                                               .worked = std::chrono::seconds(2)},
                                              {.result = ReconcileResult::RequeueAfter}};
  metrics.on_update({.reconciled = reconciled});
  const auto page = lines(metrics);
  EXPECT_THAT(
      page,
      Contains("controller_runtime_reconcile_total{controller=\"fireworkscluster\",result=\"error\"} 1"));
  EXPECT_THAT(
      page,
      Contains(
          "controller_runtime_reconcile_total{controller=\"fireworkscluster\",result=\"requeue_after\"} 1"));
  EXPECT_THAT(page, Contains("controller_runtime_reconcile_errors_total{controller=\"fireworkscluster\"} 1"));
  EXPECT_THAT(
      page,
      Contains("controller_runtime_terminal_reconcile_errors_total{controller=\"fireworkscluster\"} 1"));
  EXPECT_THAT(page, Contains("workqueue_work_duration_seconds_sum{controller=\"fireworkscluster\",name="
                             "\"fireworkscluster\"} 2"));
}

TEST(Metrics, ARequestIsCountedByMethodAndByOperation) {
  Metrics metrics(options());
  api::RequestInfo request{.verb = api::Verb::Create, .account_id = "acc", .host = "api.example:443"};
  request.http_status = 409;
  request.duration = std::chrono::milliseconds(250);
  metrics.on_request(request);
  request.http_status = 0;
  metrics.on_request(request);
  const auto page = lines(metrics);
  EXPECT_THAT(
      page, Contains("rest_client_requests_total{code=\"409\",host=\"api.example:443\",method=\"POST\"} 1"));
  EXPECT_THAT(
      page,
      Contains("rest_client_requests_total{code=\"<error>\",host=\"api.example:443\",method=\"POST\"} 1"));
  EXPECT_THAT(page, Contains("fireworks_api_requests_total{account=\"acc\",code=\"409\",verb=\"create\"} 1"));
  EXPECT_THAT(page,
              Contains("fireworks_api_request_duration_seconds_count{account=\"acc\",verb=\"create\"} 2"));
}

TEST(Metrics, EachStateAndVerdictIsASeriesThatIsOneOrZero) {
  Metrics metrics(options());
  const auto page = lines(metrics, a_fleet());
  EXPECT_THAT(page, Contains("fireworks_cluster_state{account=\"acc\",cluster=\"prod\",state=\"READY\"} 1"));
  EXPECT_THAT(page, Contains("fireworks_cluster_state{account=\"acc\",cluster=\"prod\",state=\"FAILED\"} 0"));
  EXPECT_THAT(page,
              Contains("fireworks_cluster_state{account=\"acc\",cluster=\"canary\",state=\"ABSENT\"} 1"));
  EXPECT_THAT(
      page,
      Contains("fireworks_cluster_verdict{account=\"acc\",cluster=\"canary\",verdict=\"Progressing\"} 1"));
  EXPECT_THAT(
      page,
      Contains(
          "fireworks_cluster_condition{account=\"acc\",cluster=\"prod\",type=\"Ready\",status=\"True\"} 1"));
  EXPECT_THAT(page, Contains("fireworks_cluster_info{account=\"acc\",cluster=\"prod\",name=\"prod\",region="
                             "\"us-east-1\",reason=\"AsDeclared\"} 1"));
}

TEST(Metrics, TheSeriesOfARemovedClusterGoWithIt) {
  SampleFleet fleet = a_fleet();
  Metrics metrics(options());
  EXPECT_THAT(page_of(metrics, fleet), HasSubstr("cluster=\"canary\""));
  fleet.clusters.pop_back();
  EXPECT_THAT(page_of(metrics, fleet), Not(HasSubstr("cluster=\"canary\"")));
}

TEST(Metrics, TheQueueAccountsAndManifestsAreAsTheFleetIs) {
  Metrics metrics(options());
  const auto page = lines(metrics, a_fleet());
  for (const char* line :
       {"workqueue_depth{name=\"fireworkscluster\",controller=\"fireworkscluster\",priority=\"user-change\"} "
        "4",
        "workqueue_adds_total{name=\"fireworkscluster\",controller=\"fireworkscluster\"} 12",
        "workqueue_retries_total{name=\"fireworkscluster\",controller=\"fireworkscluster\"} 3",
        "workqueue_unfinished_work_seconds{name=\"fireworkscluster\",controller=\"fireworkscluster\"} 1.5",
        "workqueue_longest_running_processor_seconds{name=\"fireworkscluster\",controller="
        "\"fireworkscluster\"} 1",
        "controller_runtime_max_concurrent_reconciles{controller=\"fireworkscluster\"} 8",
        "fireworks_api_budget_tokens{account=\"acc\"} 39.5", "fireworks_api_gate_open{account=\"acc\"} 1",
        "fireworks_sweeps_total{account=\"acc\",result=\"success\"} 7",
        "fireworks_sweeps_total{account=\"acc\",result=\"error\"} 2",
        "fireworks_last_successful_observation_seconds{account=\"acc\"} 2.5",
        "fireworks_manifest_files{validity=\"valid\"} 2", "fireworks_manifest_files{validity=\"broken\"} 1",
        "fireworks_manifests{validity=\"valid\"} 1", "fireworks_manifests{validity=\"stale\"} 1",
        "fireworks_manifests{validity=\"duplicate\"} 1",
        "fireworks_manifest_diagnostics{severity=\"error\"} 1", "fireworks_brake_engaged 0",
        "fireworks_brake_trips_total 0"}) {
    EXPECT_THAT(page, Contains(line));
  }
}

TEST(Metrics, ProcessSeriesAreOfThisProcess) {
  Metrics metrics(options());
  const auto page = lines(metrics);
  for (const char* name :
       {"process_cpu_seconds_total ", "process_resident_memory_bytes ", "process_virtual_memory_bytes ",
        "process_open_fds ", "process_max_fds ", "process_start_time_seconds "}) {
    const auto line =
        std::find_if(page.begin(), page.end(), [&](const auto& l) { return l.rfind(name, 0) == 0; });
    ASSERT_NE(line, page.end()) << name;
    EXPECT_GE(std::stod(line->substr(std::string(name).size())), 0) << *line;
  }
}

TEST(Metrics, AFamilyOfALargeFleetHasOneHead) {
  constexpr int kClusters = 3000;  // So many series that each family comes in several parts.
  SampleFleet fleet;
  for (int i = 0; i < kClusters; ++i) fleet.clusters.push_back(a_cluster("c-" + std::to_string(i)));
  Metrics metrics(options());
  std::set<std::string> heads;
  int states = 0;
  for (const std::string& line : lines(metrics, fleet)) {
    if (line.starts_with("# ")) {
      EXPECT_TRUE(heads.insert(line).second) << line;
    }
    if (line.starts_with("fireworks_cluster_state{")) ++states;
  }
  EXPECT_EQ(states, kClusters * static_cast<int>(kStateLabels.size()));
}

TEST(Metrics, TheLongestPauseOfTheLoopBeginsAnewWithEachPage) {
  Metrics metrics(options());
  metrics.on_loop_lag(std::chrono::milliseconds(20));
  metrics.on_loop_lag(std::chrono::milliseconds(250));
  metrics.on_loop_lag(std::chrono::milliseconds(1));
  EXPECT_THAT(lines(metrics), Contains("fireworks_loop_longest_pause_seconds 0.25"));
  EXPECT_THAT(lines(metrics), Contains("fireworks_loop_longest_pause_seconds 0"));
}

TEST(Metrics, AwkwardTextIsEscaped) {
  SampleFleet fleet;
  fleet.clusters = {a_cluster("a")};
  fleet.clusters[0].name = "quote\" back\\slash\nnewline";
  Metrics metrics(options());
  EXPECT_THAT(page_of(metrics, fleet), HasSubstr("name=\"quote\\\" back\\\\slash\\nnewline\""));
}

}  // namespace
}  // namespace fwop::controller
