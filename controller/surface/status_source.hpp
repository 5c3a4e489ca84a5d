#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controller/surface/webhook.hpp"
#include "controller/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// One line of /readyz.
struct ReadyCheck {
  std::string name;  ///< "first-observation"
  bool ok = false;
  std::string detail;  ///< Why not; shown only when not ok.
};

/// Where the status server gets what it shows. Each is called on the server's executor, answers at once
/// and must be set, but for the webhook.
struct StatusSource {
  std::function<std::string()> metrics_page;
  std::function<std::vector<ReadyCheck>()> ready_checks;
  std::function<std::vector<ClusterView>()> clusters;
  std::function<std::vector<AccountView>()> accounts;
  /// Null before the first.
  std::function<std::shared_ptr<const manifests::Snapshot>()> snapshot;
  /// POST /hooks/git: whether it was genuine, and so pulls at once. Null where there is none.
  std::function<bool(const WebhookRequest&)> webhook;
  /// Of the operator itself.
  std::function<std::vector<OperatorCondition>()> conditions;
};

}  // namespace fwop::controller
