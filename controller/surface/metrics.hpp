#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/clusters_api.hpp"
#include "controller/effects.hpp"
#include "controller/surface/fleet_view.hpp"

namespace fwop::controller {

/// The operator's metrics, in names that dashboards for controller-runtime already query, and our own
/// under fireworks_. What happened is counted here; what is, is asked from the fleet when a page is made.
/// For one thread.
class Metrics {
 public:
  struct Options {
    std::string version;
    /// API servers (host:port) whose request counters exist from the first page on.
    std::vector<std::string> hosts;
  };

  Metrics(Options options, FleetProvider fleet);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void on_request(const api::RequestInfo& request);
  void on_reconciled(const Reconciled& reconciled);
  /// A cluster got READY this long after it was first seen.
  void on_ready(std::chrono::nanoseconds took);
  /// A poll ran this long after it was due.
  void on_poll_lateness(std::chrono::nanoseconds late);

  /// Everything, in Prometheus' text format 0.0.4.
  [[nodiscard]] std::string page() const;

 private:
  struct Counted;
  FleetProvider fleet_;
  std::unique_ptr<Counted> counted_;
};

}  // namespace fwop::controller
