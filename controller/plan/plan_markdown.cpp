#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "api/base/text_width.hpp"
#include "controller/plan/render_plan.hpp"
#include "controller/show/counted.hpp"
#include "controller/show/held.hpp"

namespace fwop::controller {
namespace {

// GitHub's limit for a comment is this many characters. We count bytes, which are at least as many.
constexpr std::size_t kMostMarkdown = 65'535;
// Reserved for the end: what was left out, what the plan is based on, and the hash.
constexpr std::size_t kTail = 2'000;
// The limit for findings, so that the table has room.
constexpr std::size_t kMostFindings = 20'000;
// The limit for one text of a manifest or of the API, in columns.
constexpr std::size_t kMostText = 300;

// The most serious changes come first, so that a long plan does not leave them out.
constexpr std::array kOrder = {PlannedAction::Delete,       PlannedAction::Recreate,  PlannedAction::Braked,
                               PlannedAction::Refused,      PlannedAction::Unknown,   PlannedAction::Create,
                               PlannedAction::Update,       PlannedAction::Release,   PlannedAction::Adopt,
                               PlannedAction::HeldByPolicy, PlannedAction::Suspended, PlannedAction::Waiting};

/// Escapes text for a table cell: Markdown, HTML and mentions in it have no effect.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : fit(text, kMostText)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '|': out += "&#124;"; break;
      case '@': out += "&#64;"; break;
      case '`':
      case '*':
      case '_':
      case '~':
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

void append_line(std::string& text, const std::string& more) {
  if (more.empty()) return;
  if (!text.empty()) text += "<br>";
  text += more;
}

std::string details(const PlannedCluster& cluster) {
  const bool create = cluster.action == PlannedAction::Create;
  std::string text;
  for (const api::FieldDifference& field : cluster.changes) {
    append_line(text, cell(field.path) + ": " + (create ? "" : cell("\"" + field.actual + "\"") + " → ") +
                          cell("\"" + field.wanted + "\"") +
                          (!create && field.immutable ? " (cannot be changed after create)" : ""));
  }
  append_line(text, cell(cluster.when));
  if (create || cluster.action == PlannedAction::Update) return text;
  if (cluster.action == PlannedAction::Adopt) return "exists as declared: taken as ours, without a call";
  append_line(text,
              "**" + std::string(to_string(cluster.view.reason)) + "** " + cell(shown_message(cluster.view)));
  append_line(text, cell(shown_next_step(cluster.view)));
  return text;
}

std::string row(const PlannedCluster& cluster) {
  return "| " + std::string(to_string(cluster.action)) + " | " + cell(api::account_and_id(cluster.view.key)) +
         " | " + details(cluster) + " |\n";
}

/// The first of `lines` that fit into `most` bytes, then how many are left out.
std::string findings(const std::vector<std::string>& lines, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (out.size() + lines[i].size() > most)
      return out + "- … and " + counted(lines.size() - i, "more", "more") + "\n";
    out += lines[i];
  }
  return out;
}

/// The clusters to show, in order. Unchanged ones are left out.
std::vector<const PlannedCluster*> shown(const Plan& plan) {
  std::vector<const PlannedCluster*> all;
  for (const PlannedAction action : kOrder) {
    for (const PlannedCluster& cluster : plan.clusters) {
      if (cluster.action == action) all.push_back(&cluster);
    }
  }
  return all;
}

std::string table(const std::vector<const PlannedCluster*>& clusters, std::size_t most) {
  if (clusters.empty()) return {};
  std::string out = "| | cluster | what |\n|---|---|---|\n";
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const std::string next = row(*clusters[i]);
    if (out.size() + next.size() > most) {
      return out + "\n" + counted(clusters.size() - i, "cluster is", "clusters are") +
             " left out, because a comment has no more room: `plan` on a command line shows all.\n";
    }
    out += next;
  }
  return out;
}

}  // namespace

std::string plan_markdown(const Plan& plan) {
  std::string out = "### Clusters: " + plan_summary(plan) + "\n\n";
  std::vector<std::string> lines;
  if (!plan.removal_hold.empty())
    lines.push_back("- nothing is deleted or let go: " + cell(plan.removal_hold) + "\n");
  for (const AccountView& account : plan.accounts) {
    if (!account.gate_open)
      lines.push_back("- account " + cell(account.account_id) + ": " + cell(account.gate_message) + "\n");
    if (!account.list_problem.empty())
      lines.push_back("- account " + cell(account.account_id) +
                      ": the clusters cannot be listed: " + cell(account.list_problem) + "\n");
  }
  for (const manifests::Diagnostic& diagnostic : plan.diagnostics)
    lines.push_back("- " + cell(manifests::to_string(diagnostic)) + "\n");
  if (!lines.empty()) out += findings(lines, kMostFindings) + "\n";
  out += table(shown(plan), kMostMarkdown - kTail - out.size());
  if (plan.journal.empty()) out += "\nNo journal was read: what exists is judged by its adoption policy.\n";
  return out + "\n`plan " + plan.hash + "`\n";
}

}  // namespace fwop::controller
