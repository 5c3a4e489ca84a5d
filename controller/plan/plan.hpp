#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "controller/model/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// What `run` would do about one cluster, as a reviewer thinks of it.
enum class PlannedAction {
  Create,
  Update,
  Delete,
  Recreate,      ///< FAILED: deleted, and then created again.
  Adopt,         ///< It exists and is taken as ours; no call.
  Release,       ///< Its manifest is gone: it stays, and is not managed any more; no call.
  Refused,       ///< A person has to decide first: a conflict, an immutable field.
  HeldByPolicy,  ///< A policy leaves it so: FAILED under onFailed Hold, drift under drift Report.
  Braked,        ///< The brake would hold it.
  Suspended,     ///< Nothing is changed while it lasts.
  Waiting,       ///< It moves by itself: CREATING or DELETING.
  Unchanged,
  Unknown,  ///< Not known; the message says why.
};
std::string_view to_string(PlannedAction action);

struct PlannedCluster {
  ClusterView view;
  PlannedAction action = PlannedAction::Unknown;
  std::string when;  ///< What it waits for first: "once it is READY". Empty: at once.
  /// Create: every field that is set. Update, Refused and HeldByPolicy: every field that differs.
  std::vector<api::FieldDifference> changes;
};

/// What `run` would do with a snapshot, and what that is based on.
struct Plan {
  std::vector<PlannedCluster> clusters;  ///< By key.
  std::vector<manifests::Diagnostic> diagnostics;
  std::vector<AccountView> accounts;
  manifests::Revision revision;
  std::string removal_hold;  ///< Why a missing manifest is no removal now; empty if it is one.
  /// The journal that says which clusters are ours. Empty: none, so policy.adoption decides for each cluster.
  std::string journal;
  std::string hash;  ///< plan_hash(), of the engine that made it.

  [[nodiscard]] std::size_t count(PlannedAction action) const;
  /// True if at least one cluster is not as declared, or would be released.
  [[nodiscard]] bool has_changes() const;
  /// True if a manifest has an error, or something is not known.
  [[nodiscard]] bool has_errors() const;
};

}  // namespace fwop::controller
