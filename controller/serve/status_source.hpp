#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/bus/bus.hpp"
#include "controller/metrics/metrics_page.hpp"
#include "controller/model/event.hpp"
#include "controller/model/operator_view.hpp"
#include "controller/model/view.hpp"
#include "controller/serve/webhook.hpp"
#include "controller/show/cluster_walk.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// One line of /readyz.
struct ReadyCheck {
  std::string name;  ///< "first-observation"
  bool ok = false;
  std::string detail;  ///< Why not; shown only when not ok.
};

/// The data of the status server. Each member is called on the server's executor. None may block; `history`
/// and `webhook` may suspend. All must be set except `webhook` and `history`.
struct StatusSource {
  /// The page without its clusters; the server adds them from `clusters_after`.
  std::function<MetricsPage()> metrics_page;
  std::function<std::vector<ReadyCheck>()> ready_checks;
  /// Why this process knows no clusters now; empty when it does.
  std::function<std::string()> standby;
  /// Grows whenever the result of `clusters_after` may have changed.
  std::function<std::uint64_t()> version;
  /// Subscribes to the changes from now on.
  std::function<Subscription()> subscribe;
  /// Nothing when there is no such cluster.
  std::function<std::optional<ClusterView>(const api::ClusterKey& key)> cluster;
  ClusterSlices clusters_after;
  /// The clusters that `name` matches: metadata.name or cluster id, or ACCOUNT/ and one of both.
  std::function<std::vector<ClusterView>(const std::string& name)> clusters_called;
  std::function<std::vector<AccountView>()> accounts;
  /// The latest manifests; null before the first read.
  std::function<std::shared_ptr<const manifests::Snapshot>()> snapshot;
  /// The latest events of the cluster that the name matches, newest first; or one line that says why there
  /// are none.
  std::function<boost::asio::awaitable<OrWhyNot<std::vector<Event>>>(std::string)> history;
  /// POST /hooks/git: checks the signature, and starts a pull if it is valid. Returns whether it is. Null
  /// without a webhook.
  std::function<boost::asio::awaitable<bool>(WebhookRequest)> webhook;
  std::function<OperatorView()> own;
};

}  // namespace fwop::controller
