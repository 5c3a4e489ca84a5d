#pragma once

#include <optional>
#include <string>

#include "controller/plan/plan.hpp"

namespace fwop::controller {

/// What the engine did about one cluster, up to the call that it would have sent.
struct PlanningFacts {
  /// The change that it would have sent, and why; nothing when it sends none.
  std::optional<api::Verb> change;
  Reason change_reason = Reason::NotObservedYet;
  bool adopted = false;           ///< It took the cluster as ours.
  bool undeclared_drift = false;  ///< Nothing was declared anew: what differs was changed elsewhere.
  manifests::Drift drift = manifests::Drift::Heal;
};

/// What is planned for a cluster, and after what (empty: at once).
struct Planned {
  PlannedAction action = PlannedAction::Unknown;
  std::string when;  ///< "once it is READY"

  bool operator==(const Planned&) const = default;
};

/// What `run` does next, whatever is under way at the API.
Planned planned(const ClusterView& view, const PlanningFacts& facts);

}  // namespace fwop::controller
