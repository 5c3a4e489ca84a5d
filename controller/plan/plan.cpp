#include "controller/plan/plan.hpp"

#include <algorithm>

namespace fwop::controller {

std::string_view to_string(PlannedAction action) {
  switch (action) {
    case PlannedAction::Create: return "create";
    case PlannedAction::Update: return "update";
    case PlannedAction::Delete: return "delete";
    case PlannedAction::Recreate: return "recreate";
    case PlannedAction::Adopt: return "adopt";
    case PlannedAction::Release: return "release";
    case PlannedAction::Refused: return "refused";
    case PlannedAction::HeldByPolicy: return "held";
    case PlannedAction::Braked: return "braked";
    case PlannedAction::Suspended: return "suspended";
    case PlannedAction::Waiting: return "waiting";
    case PlannedAction::Unchanged: return "unchanged";
    case PlannedAction::Unknown: return "unknown";
  }
  return "unknown";
}

std::size_t Plan::count(PlannedAction action) const {
  return static_cast<std::size_t>(std::count_if(
      clusters.begin(), clusters.end(), [&](const PlannedCluster& one) { return one.action == action; }));
}

bool Plan::has_changes() const {
  return std::any_of(clusters.begin(), clusters.end(), [](const PlannedCluster& one) {
    switch (one.action) {
      case PlannedAction::Create:
      case PlannedAction::Update:
      case PlannedAction::Delete:
      case PlannedAction::Recreate:
      case PlannedAction::Release:
      case PlannedAction::Refused:
      case PlannedAction::HeldByPolicy:
      case PlannedAction::Braked: return true;
      case PlannedAction::Adopt:
      case PlannedAction::Suspended:
      case PlannedAction::Waiting:
      case PlannedAction::Unchanged:
      case PlannedAction::Unknown: break;
    }
    return false;
  });
}

bool Plan::has_errors() const {
  return count(PlannedAction::Unknown) > 0 ||
         std::any_of(diagnostics.begin(), diagnostics.end(), [](const manifests::Diagnostic& diagnostic) {
           return diagnostic.severity == manifests::Severity::Error;
         });
}

}  // namespace fwop::controller
