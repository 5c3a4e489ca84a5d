#include <algorithm>
#include <array>
#include <vector>

#include "api/base/text_width.hpp"
#include "controller/plan/render_plan.hpp"
#include "controller/show/held.hpp"

namespace fwop::controller {
namespace {

struct Style {
  PlannedAction action;
  const char* sign;
  const char* colour;   ///< An SGR parameter.
  const char* counted;  ///< In the summary, after the number.
};
constexpr std::array kStyles = {
    Style{PlannedAction::Create, "+", "32", "to create"},
    Style{PlannedAction::Update, "~", "33", "to update"},
    Style{PlannedAction::Delete, "-", "31", "to delete"},
    Style{PlannedAction::Recreate, "-/+", "31", "to delete and create again"},
    Style{PlannedAction::Release, "<", "33", "to let go"},
    Style{PlannedAction::Adopt, "=", "32", "to adopt"},
    Style{PlannedAction::Braked, "#", "31", "held by the brake"},
    Style{PlannedAction::Refused, "!", "31", "refused"},
    Style{PlannedAction::HeldByPolicy, "!", "33", "held by policy"},
    Style{PlannedAction::Unknown, "?", "31", "unknown"},
    Style{PlannedAction::Suspended, "z", "36", "suspended"},
    Style{PlannedAction::Waiting, ".", "36", "on the way"},
    Style{PlannedAction::Unchanged, " ", "0", "unchanged"},
};

const Style& style_of(PlannedAction action) {
  return *std::find_if(kStyles.begin(), kStyles.end(),
                       [action](const Style& style) { return style.action == action; });
}

std::string quoted(const std::string& text) { return "\"" + printable(text) + "\""; }

std::string place(const ClusterView& view) {
  if (!view.declared || view.origin.file.empty()) return {};
  return to_string(view.origin);
}

std::string changed(const api::FieldDifference& field, bool create) {
  std::string text = create ? quoted(field.wanted) : quoted(field.actual) + " -> " + quoted(field.wanted);
  if (!create && field.immutable) text += "  (cannot be changed after create)";
  return text;
}

bool needs_words(PlannedAction action) {
  return action != PlannedAction::Create && action != PlannedAction::Update &&
         action != PlannedAction::Unchanged;
}

void append(std::string& out, const PlannedCluster& cluster, bool colours) {
  const Style& style = style_of(cluster.action);
  const ClusterView& view = cluster.view;
  std::string line =
      pad(style.sign, 4) + pad(to_string(cluster.action), 10) + printable(api::account_and_id(view.key));
  if (const std::string at = place(view); !at.empty()) line += "  " + printable(at);
  out += colours ? "\x1b[" + std::string(style.colour) + "m" + line + "\x1b[0m\n" : line + "\n";
  std::size_t width = 0;
  for (const auto& field : cluster.changes) width = std::max(width, field.path.size());
  for (const auto& field : cluster.changes) {
    out += std::string(8, ' ') + pad(field.path, width + 2) +
           changed(field, cluster.action == PlannedAction::Create) + "\n";
  }
  if (!cluster.when.empty()) out += std::string(8, ' ') + cluster.when + "\n";
  if (cluster.action == PlannedAction::Adopt) {
    out += std::string(8, ' ') + "exists as declared: taken as ours, without a call\n";
    return;
  }
  if (!needs_words(cluster.action)) return;
  out += std::string(8, ' ') + std::string(to_string(view.reason)) + ": " + printable(shown_message(view)) +
         "\n";
  if (const std::string next = shown_next_step(view); !next.empty())
    out += std::string(8, ' ') + printable(next) + "\n";
}

}  // namespace

std::string plan_summary(const Plan& plan) {
  std::string text;
  for (const Style& style : kStyles) {
    const std::size_t count = plan.count(style.action);
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + style.counted;
  }
  return text.empty() ? "no clusters" : text;
}

std::string plan_text(const Plan& plan, bool colours, bool all) {
  std::string out;
  for (const manifests::Diagnostic& diagnostic : plan.diagnostics)
    out += printable(manifests::to_string(diagnostic)) + "\n";
  if (!plan.removal_hold.empty())
    out += "nothing is deleted or let go: " + printable(plan.removal_hold) + "\n";
  for (const AccountView& account : plan.accounts) {
    if (!account.gate_open)
      out += "account " + printable(account.account_id) + ": " + printable(account.gate_message) + "\n";
    if (!account.list_problem.empty())
      out += "account " + printable(account.account_id) +
             ": the clusters cannot be listed: " + printable(account.list_problem) + "\n";
  }
  if (!out.empty()) out += "\n";
  for (const Style& style : kStyles) {
    if (style.action == PlannedAction::Unchanged && !all) continue;
    for (const PlannedCluster& cluster : plan.clusters) {
      if (cluster.action == style.action) append(out, cluster, colours);
    }
  }
  if (!out.empty() && !out.ends_with("\n\n")) out += "\n";
  out += plan_summary(plan) + "\n";
  out += plan.journal.empty()
             ? "no journal was read: what exists is judged by its adoption policy (--state-dir)\n"
             : "what is ours was read from " + printable(plan.journal) + "\n";
  out += "plan " + plan.hash + "\n";
  return out;
}

}  // namespace fwop::controller
