#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

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
/// and must be set.
struct StatusSource {
  std::function<std::string()> metrics_page;
  std::function<std::vector<ReadyCheck>()> ready_checks;
  std::function<std::vector<ClusterView>()> clusters;
  std::function<std::vector<AccountView>()> accounts;
  /// Null before the first.
  std::function<std::shared_ptr<const manifests::Snapshot>()> snapshot;
  /// Of the operator itself.
  std::function<std::vector<OperatorCondition>()> conditions;
};

}  // namespace fwop::controller
