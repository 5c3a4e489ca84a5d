#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/clusters/clusters_api.hpp"
#include "controller/metrics/metrics_page.hpp"
#include "controller/model/fleet_update.hpp"

namespace fwop::controller {

/// The operator's metrics, in names that dashboards for controller-runtime already query, and our own
/// under fireworks_. What happened is counted here; what is, comes with the fleet when a page is made. For
/// one thread.
class Metrics {
 public:
  struct Options {
    std::string version;
    /// API servers (host:port) whose request counters exist from the first page on.
    std::vector<std::string> hosts;
  };

  explicit Metrics(Options options);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void on_request(const api::RequestInfo& request);
  /// Counts how reconciles ended, how long clusters took to get READY and how late polls ran.
  void on_update(const FleetUpdate& update);

  /// What was due on the loop ran this much later, because the loop was busy.
  void on_loop_lag(std::chrono::nanoseconds lag);

  /// What has been counted, and `fleet`; its clusters are still to be added. The longest pause of the loop
  /// begins anew with each page.
  MetricsPage page(FleetView fleet);

 private:
  void count(const Reconciled& reconciled);

  struct Counted;
  std::unique_ptr<Counted> counted_;
  std::chrono::nanoseconds longest_pause_{};
};

}  // namespace fwop::controller
