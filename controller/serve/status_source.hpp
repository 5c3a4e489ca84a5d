#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>

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

/// Where the status server gets what it shows. Each is called on the server's executor. None may block;
/// `history` and `webhook` may suspend. All must be set except `webhook` and `history`.
struct StatusSource {
  /// Without its clusters, which are added from `clusters_after`.
  std::function<MetricsPage()> metrics_page;
  std::function<std::vector<ReadyCheck>()> ready_checks;
  /// Why clusters cannot be told of now; empty when they can.
  std::function<std::string()> standby;
  /// Grows whenever what `clusters_after` gives may have changed.
  std::function<std::uint64_t()> version;
  /// To what changes from now on.
  std::function<Subscription()> subscribe;
  /// Nothing when there is none of that key.
  std::function<std::optional<ClusterView>(const api::ClusterKey& key)> cluster;
  ClusterSlices clusters_after;
  /// Those that are called so: by metadata.name or cluster id, or by ACCOUNT/ and one of both.
  std::function<std::vector<ClusterView>(const std::string& name)> clusters_called;
  std::function<std::vector<AccountView>()> accounts;
  /// Null before the first.
  std::function<std::shared_ptr<const manifests::Snapshot>()> snapshot;
  /// The newest events of the cluster of that name, newest first; or one line that says why there are none.
  std::function<boost::asio::awaitable<boost::system::result<std::vector<Event>, std::string>>(std::string)>
      history;
  /// POST /hooks/git: whether it was genuine, and so pulls at once. Null where there is none.
  std::function<boost::asio::awaitable<bool>(WebhookRequest)> webhook;
  std::function<OperatorView()> own;
};

}  // namespace fwop::controller
