#pragma once

#include <optional>
#include <string>

#include "controller/plan/plan.hpp"

namespace fwop::controller {

/// What the engine decided about one cluster, up to the call that it would send.
struct PlanningFacts {
  /// The change that it would send, and why; nothing if it sends none.
  std::optional<api::Verb> change;
  Reason change_reason = Reason::NotObservedYet;
  bool adopted = false;           ///< It adopted the cluster.
  bool undeclared_drift = false;  ///< The declaration did not change: something else made the difference.
  manifests::Drift drift = manifests::Drift::Heal;
};

/// What is planned for a cluster, and what must happen first (empty: nothing).
struct Planned {
  PlannedAction action = PlannedAction::Unknown;
  std::string when;  ///< "once it is READY"

  bool operator==(const Planned&) const = default;
};

/// What `run` does next, whatever is under way at the API.
Planned planned(const ClusterView& view, const PlanningFacts& facts);

}  // namespace fwop::controller
