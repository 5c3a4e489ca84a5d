#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/clusters/clusters_api.hpp"
#include "controller/metrics/metrics_page.hpp"
#include "controller/model/fleet_update.hpp"

namespace fwop::controller {

/// The operator's metrics: some with the names that dashboards for controller-runtime already query, and our
/// own under fireworks_. Events are counted here; the current state comes with the fleet when a page is made.
/// Not thread-safe.
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

  /// Something ran on the event loop this long after it was due, because the loop was busy.
  void on_loop_lag(std::chrono::nanoseconds lag);

  /// A page with the counts so far and `fleet`. The caller adds the clusters. Each page resets the longest
  /// pause of the loop.
  MetricsPage page(FleetView fleet);

 private:
  void count(const Reconciled& reconciled);

  struct Counted;
  std::unique_ptr<Counted> counted_;
  std::chrono::nanoseconds longest_pause_{};
};

}  // namespace fwop::controller
