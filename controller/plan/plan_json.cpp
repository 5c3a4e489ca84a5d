#include <nlohmann/json.hpp>

#include "controller/plan/render_plan.hpp"
#include "controller/show/held.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;

json change_json(const api::FieldDifference& field, bool create) {
  json one = {{"field", field.path}, {"to", field.wanted}, {"immutable", field.immutable}};
  one["from"] = create ? json() : json(field.actual);
  return one;
}

json planned_json(const PlannedCluster& cluster) {
  const ClusterView& view = cluster.view;
  json changes = json::array();
  for (const auto& field : cluster.changes)
    changes.push_back(change_json(field, cluster.action == PlannedAction::Create));
  json one = {{"account", view.key.account_id},
              {"clusterId", view.key.cluster_id},
              {"name", view.name},
              {"action", to_string(cluster.action)},
              {"reason", to_string(view.reason)},
              {"message", shown_message(view)},
              {"nextStep", shown_next_step(view)},
              {"changes", std::move(changes)}};
  if (!cluster.when.empty()) one["when"] = cluster.when;
  if (view.held) one["held"] = held_json(*view.held);
  if (view.declared && !view.origin.file.empty()) {
    one["origin"]["file"] = view.origin.file.str();
    if (view.origin.line > 0) one["origin"]["line"] = view.origin.line;
  }
  return one;
}

}  // namespace

json plan_json(const Plan& plan) {
  json clusters = json::array();
  for (const PlannedCluster& cluster : plan.clusters) clusters.push_back(planned_json(cluster));
  json diagnostics = json::array();
  for (const manifests::Diagnostic& diagnostic : plan.diagnostics)
    diagnostics.push_back(diagnostic_json(diagnostic));
  json accounts = json::array();
  for (const AccountView& account : plan.accounts)
    accounts.push_back(
        {{"account", account.account_id}, {"answers", account.gate_open}, {"message", account.gate_message}});
  json revision = {{"source", plan.revision.source}};
  if (!plan.revision.commit.empty()) {
    revision["commit"] = plan.revision.commit;
    revision["author"] = plan.revision.author;
    revision["subject"] = plan.revision.subject;
  }
  return {{"format", "fireworks-operator.plan/v1"}, {"hash", plan.hash},
          {"hasChanges", plan.has_changes()},       {"hasErrors", plan.has_errors()},
          {"summary", plan_summary(plan)},          {"journal", plan.journal},
          {"removalHold", plan.removal_hold},       {"revision", std::move(revision)},
          {"accounts", std::move(accounts)},        {"diagnostics", std::move(diagnostics)},
          {"clusters", std::move(clusters)}};
}

}  // namespace fwop::controller
