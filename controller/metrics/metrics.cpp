#include "controller/metrics/metrics.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "controller/metrics/metric_family.hpp"
#include "controller/metrics/metric_names.hpp"

namespace fwop::controller {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;
using CounterFamily = prometheus::Family<prometheus::Counter>;
using HistogramFamily = prometheus::Family<prometheus::Histogram>;
using prometheus::Labels;

// controller-runtime's, for reconcile_time_seconds.
const Buckets kReconcileBuckets = {0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3,  0.35,
                                   0.4,   0.45, 0.5,   0.6,  0.7, 0.8,  0.9, 1,    1.25, 1.5,
                                   1.75,  2,    2.5,   3,    3.5, 4,    4.5, 5,    6,    7,
                                   8,     9,    10,    15,   20,  25,   30,  40,   50,   60};
// client-go's, for request latency.
const Buckets kRequestBuckets = {0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60};
// Crossplane's, for the time to readiness.
const Buckets kReadyBuckets = {1, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600};
const Buckets kLatenessBuckets = {0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300};

// Go computes these by multiplication, which gives 9.999999999999999e-06. Recording rules match on that text,
// so we compute them in the same way.
Buckets decades(double first, int count) {
  Buckets buckets;
  for (int i = 0; i < count; ++i) {
    buckets.push_back(first);
    first *= 10;
  }
  return buckets;
}

constexpr std::array kResults = {
    std::pair{ReconcileResult::Success, "success"},
    std::pair{ReconcileResult::RequeueAfter, "requeue_after"},
    std::pair{ReconcileResult::Requeue, "requeue"},
    std::pair{ReconcileResult::Error, "error"},
};

std::string_view result_label(ReconcileResult result) {
  for (const auto& [value, label] : kResults) {
    if (value == result) return label;
  }
  return "error";
}

std::string code_label(int http_status) {
  return http_status == 0 ? std::string(kNoStatusCode) : std::to_string(http_status);
}

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

Labels controller_label() { return {{"controller", std::string(kControllerName)}}; }

Labels queue_labels() {
  return {{"name", std::string(kControllerName)}, {"controller", std::string(kControllerName)}};
}

CounterFamily& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

HistogramFamily& histogram(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

void constant(prometheus::Registry& registry, const char* name, const char* help, const Labels& labels) {
  prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels).Set(1);
}

}  // namespace

struct Metrics::Counted {
  prometheus::Registry registry;

  CounterFamily& results = counter(registry, "controller_runtime_reconcile_total",
                                   "Total number of reconciliations per controller");
  prometheus::Counter& errors = counter(registry, "controller_runtime_reconcile_errors_total",
                                        "Total number of reconciliation errors per controller")
                                    .Add(controller_label());
  prometheus::Counter& terminal_errors =
      counter(registry, "controller_runtime_terminal_reconcile_errors_total",
              "Total number of terminal reconciliation errors per controller")
          .Add(controller_label());
  prometheus::Histogram& reconcile_time = histogram(registry, "controller_runtime_reconcile_time_seconds",
                                                    "Length of time per reconciliation per controller")
                                              .Add(controller_label(), kReconcileBuckets);
  prometheus::Histogram& queue_duration =
      histogram(registry, "workqueue_queue_duration_seconds",
                "How long in seconds an item stays in workqueue before being requested")
          .Add(queue_labels(), decades(10e-9, 12));
  prometheus::Histogram& work_duration =
      histogram(registry, "workqueue_work_duration_seconds",
                "How long in seconds processing an item from workqueue takes.")
          .Add(queue_labels(), decades(10e-9, 12));
  CounterFamily& client_requests =
      counter(registry, "rest_client_requests_total",
              "Number of HTTP requests, partitioned by status code, method, and host.");
  HistogramFamily& client_duration = histogram(registry, "rest_client_request_duration_seconds",
                                               "Request latency in seconds. Broken down by verb, and host.");
  CounterFamily& api_requests =
      counter(registry, "fireworks_api_requests_total",
              "Requests to the clusters API, by account, operation and HTTP status.");
  HistogramFamily& api_duration = histogram(registry, "fireworks_api_request_duration_seconds",
                                            "How long requests to the clusters API take.");
  prometheus::Histogram& time_to_ready =
      histogram(registry, "fireworks_cluster_time_to_ready_seconds",
                "From the first sight of a cluster's manifest until the cluster was READY.")
          .Add({}, kReadyBuckets);
  prometheus::Histogram& poll_lateness =
      histogram(registry, "fireworks_poll_lateness_seconds", "How long after it was due a poll ran.")
          .Add({}, kLatenessBuckets);

  explicit Counted(const Options& options) {
    for (const auto& [result, label] : kResults) results.Add(result_labels(label));
    // A panic would end this process, and a reconcile has no deadline of its own: both counters stay 0. They
    // are here because dashboards query them.
    counter(registry, "controller_runtime_reconcile_panics_total",
            "Total number of reconciliation panics per controller")
        .Add(controller_label());
    counter(registry, "controller_runtime_reconcile_timeouts_total",
            "Total number of reconciliation timeouts per controller")
        .Add(controller_label());
    for (const std::string& host : options.hosts) {
      client_requests.Add({{"code", "200"}, {"method", "GET"}, {"host", host}});
    }
    constant(registry, "leader_election_master_status",
             "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 "
             "indicates master. 'name' is the string used to identify the lease. Please make sure to group "
             "by name.",
             {{"name", std::string(kControllerName)}});
    constant(registry, "fireworks_build_info", "Always 1; the version that runs.",
             {{"version", options.version}});
  }

  static Labels result_labels(std::string_view result) {
    return {{"controller", std::string(kControllerName)}, {"result", std::string(result)}};
  }
};

Metrics::Metrics(Options options) : counted_(std::make_unique<Counted>(options)) {}

Metrics::~Metrics() = default;

void Metrics::on_request(const api::RequestInfo& request) {
  const std::string code = code_label(request.http_status);
  const std::string verb(api::verb_name(request.verb));
  const std::string method(api::http_method(request.verb));
  const double took = seconds(request.duration);
  counted_->client_requests.Add({{"code", code}, {"method", method}, {"host", request.host}}).Increment();
  counted_->client_duration.Add({{"verb", method}, {"host", request.host}}, kRequestBuckets).Observe(took);
  counted_->api_requests.Add({{"account", request.account_id}, {"verb", verb}, {"code", code}}).Increment();
  counted_->api_duration.Add({{"account", request.account_id}, {"verb", verb}}, kRequestBuckets)
      .Observe(took);
}

void Metrics::count(const Reconciled& reconciled) {
  counted_->results.Add(Counted::result_labels(result_label(reconciled.result))).Increment();
  if (reconciled.result == ReconcileResult::Error) {
    counted_->errors.Increment();
    if (reconciled.terminal) counted_->terminal_errors.Increment();
  }
  counted_->reconcile_time.Observe(seconds(reconciled.worked));
  counted_->queue_duration.Observe(seconds(reconciled.queued));
  counted_->work_duration.Observe(seconds(reconciled.worked));
}

void Metrics::on_update(const FleetUpdate& update) {
  for (const Reconciled& reconciled : update.reconciled) count(reconciled);
  for (const Duration took : update.became_ready) counted_->time_to_ready.Observe(seconds(took));
  for (const Duration late : update.poll_lateness) counted_->poll_lateness.Observe(seconds(late));
}

void Metrics::on_loop_lag(std::chrono::nanoseconds lag) { longest_pause_ = std::max(longest_pause_, lag); }

MetricsPage Metrics::page(FleetView fleet) {
  std::vector<prometheus::MetricFamily> counted = counted_->registry.Collect();
  auto pause = gauge_family("fireworks_loop_longest_pause_seconds",
                            "The longest that the loop has kept waiting what was due, since the last page of "
                            "metrics was made.");
  add_series(pause, {}, seconds(std::exchange(longest_pause_, std::chrono::nanoseconds(0))));
  counted.push_back(std::move(pause));
  return {std::move(counted), std::move(fleet)};
}

}  // namespace fwop::controller
