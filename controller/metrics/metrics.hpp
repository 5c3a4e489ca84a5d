#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/clusters/clusters_api.hpp"
#include "controller/engine/effects.hpp"
#include "controller/metrics/metrics_page.hpp"

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
  void on_reconciled(const Reconciled& reconciled);
  /// A cluster became READY this long after it was first declared.
  void on_ready(std::chrono::nanoseconds took);
  /// A poll ran this long after it was due.
  void on_poll_lateness(std::chrono::nanoseconds late);

  /// Something ran on the event loop this long after it was due, because the loop was busy.
  void on_loop_lag(std::chrono::nanoseconds lag);

  /// A page with the counts so far and `fleet`. The caller adds the clusters. Each page resets the longest
  /// pause of the loop.
  MetricsPage page(FleetView fleet);

 private:
  struct Counted;
  std::unique_ptr<Counted> counted_;
  std::chrono::nanoseconds longest_pause_{};
};

}  // namespace fwop::controller
