#include <algorithm>

#include "controller/plan/render_plan.hpp"
#include "controller/surface/text_width.hpp"

namespace fwop::controller {
namespace {

/// As text of a table's cell: Markdown, HTML and mentions in it stay text.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '|': out += "&#124;"; break;
      case '@': out += "&#64;"; break;
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '!':
      case '\\': out += std::string("\\") + c; break;
      default: out += c;
    }
  }
  return out;
}

std::string details(const PlannedCluster& cluster) {
  const bool create = cluster.action == PlannedAction::Create;
  std::string text;
  for (const api::FieldDifference& field : cluster.changes) {
    if (!text.empty()) text += "<br>";
    text += cell(field.path) + ": " + (create ? "" : cell("\"" + field.actual + "\"") + " → ") +
            cell("\"" + field.wanted + "\"") +
            (!create && field.immutable ? " (cannot be changed after create)" : "");
  }
  if (create || cluster.action == PlannedAction::Update) return text;
  if (cluster.action == PlannedAction::Adopt) return "exists as declared: taken as ours, without a call";
  if (!text.empty()) text += "<br>";
  return text + "**" + std::string(to_string(cluster.view.reason)) + "** " + cell(cluster.view.message);
}

}  // namespace

std::string plan_markdown(const Plan& plan) {
  std::string out = "### Clusters: " + plan_summary(plan) + "\n\n";
  for (const manifests::Diagnostic& diagnostic : plan.diagnostics)
    out += "- " + cell(manifests::to_string(diagnostic)) + "\n";
  if (!plan.removal_hold.empty()) out += "- nothing is deleted or let go: " + cell(plan.removal_hold) + "\n";
  for (const AccountView& account : plan.accounts) {
    if (!account.gate_open)
      out += "- account " + cell(account.account_id) + ": " + cell(account.gate_message) + "\n";
  }
  const auto shown = [](const PlannedCluster& cluster) { return cluster.action != PlannedAction::Unchanged; };
  if (std::any_of(plan.clusters.begin(), plan.clusters.end(), shown)) {
    if (!out.ends_with("\n\n")) out += "\n";
    out += "| | cluster | what |\n|---|---|---|\n";
    for (const PlannedCluster& cluster : plan.clusters) {
      if (!shown(cluster)) continue;
      out += "| " + std::string(to_string(cluster.action)) + " | " +
             cell(cluster.view.key.account_id + "/" + cluster.view.key.cluster_id) + " | " +
             details(cluster) + " |\n";
    }
  }
  if (plan.journal.empty()) out += "\nNo journal was read: what exists is judged by its adoption policy.\n";
  return out + "\n`plan " + plan.hash + "`\n";
}

}  // namespace fwop::controller
