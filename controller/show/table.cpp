#include "controller/show/table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <tuple>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/show/age.hpp"
#include "controller/show/counted.hpp"
#include "controller/show/held.hpp"
#include "controller/show/json_fields.hpp"
#include "controller/show/state_label.hpp"

namespace fwop::controller {
namespace {

struct Tint {
  std::string_view verdict;
  std::string_view code;
};
// Most urgent first.
constexpr std::array<Tint, 6> kTints = {{{"Failed", "\x1b[31m"},
                                         {"Degraded", "\x1b[33m"},
                                         {"Unknown", "\x1b[90m"},
                                         {"Progressing", "\x1b[36m"},
                                         {"Suspended", "\x1b[35m"},
                                         {"Ready", "\x1b[32m"}}};
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::size_t kGap = 2;
constexpr std::size_t kMaxColumn = 40;
constexpr std::size_t kMinLastColumn = 12;

struct Column {
  std::string_view title;
  std::string TableRow::*value;
  bool only_wide;
};
constexpr std::array<Column, 10> kColumns = {{{"NAME", &TableRow::name, false},
                                              {"ACCOUNT", &TableRow::account, true},
                                              {"REGION", &TableRow::region, true},
                                              {"STATE", &TableRow::state, false},
                                              {"VERDICT", &TableRow::verdict, false},
                                              {"REASON", &TableRow::reason, true},
                                              {"AGE", &TableRow::age, false},
                                              {"SEEN", &TableRow::seen, true},
                                              {"MESSAGE", &TableRow::message, false},
                                              {"NEXT STEP", &TableRow::next_step, true}}};

std::size_t urgency(std::string_view verdict) {
  std::size_t index = 0;
  while (index < kTints.size() && kTints[index].verdict != verdict) ++index;
  return index;
}

struct Laid {
  const Column* column;
  std::size_t width;
};

std::vector<Laid> lay_out(const std::vector<TableRow>& rows, const TableStyle& style) {
  std::vector<Laid> laid;
  std::size_t total = 0;
  for (const Column& column : kColumns) {
    if (column.only_wide && !style.wide) continue;
    std::size_t width = column.title.size();
    for (const TableRow& row : rows) width = std::max(width, display_width(printable(row.*column.value)));
    if (style.width > 0 && column.value != &TableRow::message && column.value != &TableRow::next_step) {
      width = std::min(width, kMaxColumn);
    }
    total += width + (laid.empty() ? 0 : kGap);
    laid.push_back({&column, width});
  }
  // Cut the long texts first, then the names, and only then remove the long texts.
  const auto shrink = [&](std::string TableRow::*which, std::size_t least) {
    for (Laid& one : laid) {
      if (one.column->value != which || total <= style.width) continue;
      const std::size_t give = std::min(total - style.width, one.width - std::min(one.width, least));
      one.width -= give;
      total -= give;
    }
  };
  if (style.width > 0) {
    shrink(&TableRow::next_step, kMinLastColumn);
    shrink(&TableRow::message, kMinLastColumn);
    shrink(&TableRow::name, kMinLastColumn);
    shrink(&TableRow::message, 0);
    shrink(&TableRow::next_step, 0);
  }
  return laid;
}

std::string line(const std::vector<std::string>& cells) {
  std::string text;
  for (const std::string& cell : cells) text += (text.empty() ? "" : std::string(kGap, ' ')) + cell;
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text + "\n";
}

}  // namespace

TableRow table_row(const ClusterView& cluster, WallTime now) {
  const bool unrecognized = cluster.exists && cluster.state == api::ClusterState::Unrecognized;
  return {.name = cluster.name,
          .account = cluster.key.account_id,
          .region = cluster.region,
          .state = unrecognized ? cluster.state_text : std::string(state_label(cluster)),
          .verdict = std::string(to_string(cluster.verdict)),
          .reason = std::string(to_string(cluster.reason)),
          .age = age_text(cluster.first_seen, now),
          .seen = age_text(cluster.observed_at, now),
          .message = shown_message(cluster),
          .next_step = shown_next_step(cluster)};
}

TableRow table_row(const OperatorCondition& one, WallTime now) {
  const Condition& condition = one.condition;
  const bool well = condition.status == ConditionStatus::True;
  return {.name = "operator",
          .account = "-",
          .region = "-",
          .state = "-",
          .verdict = std::string(to_string(well ? Verdict::Ready : Verdict::Degraded)),
          .reason = std::string(to_string(condition.reason)),
          .age = age_text(condition.last_transition, now),
          .seen = "-",
          .message = condition.text(),
          .next_step = std::string(catalogue_entry(condition.reason).fix)};
}

TableRow table_row(const manifests::Diagnostic& diagnostic) {
  TableRow row;
  row.name = manifests::place_of(diagnostic);
  row.state = row.age = "-";
  row.verdict = diagnostic.severity == manifests::Severity::Error ? "Invalid" : "Warning";
  row.message = diagnostic.message;
  return row;
}

TableRow table_row(const nlohmann::json& cluster, WallTime now) {
  if (!cluster.is_object()) return {};
  const std::string text = text_of(cluster, "stateText");
  return {.name = text_of(cluster, "name"),
          .account = text_of(cluster, "account"),
          .region = text_of(cluster, "region"),
          .state = text.empty() ? text_of(cluster, "state") : text,
          .verdict = text_of(cluster, "verdict"),
          .reason = text_of(cluster, "reason"),
          .age = age_text(parse_rfc3339(text_of(cluster, "firstSeen")), now),
          .seen = age_text(parse_rfc3339(text_of(cluster, "observedAt")), now),
          .message = text_of(cluster, "message"),
          .next_step = text_of(cluster, "nextStep")};
}

std::string render_table(const std::vector<TableRow>& rows, const TableStyle& style) {
  const std::vector<Laid> laid = lay_out(rows, style);
  std::vector<std::string> cells;
  for (const Laid& one : laid) cells.push_back(pad(one.column->title, one.width));
  std::string text = line(cells);
  if (style.colours) text = std::string(kBold) + text.substr(0, text.size() - 1) + std::string(kPlain) + "\n";
  for (const TableRow& row : rows) {
    cells.clear();
    for (const Laid& one : laid) {
      std::string cell = pad(row.*one.column->value, one.width);
      const std::size_t tint = urgency(row.verdict);
      if (style.colours && one.column->value == &TableRow::verdict && tint < kTints.size()) {
        cell = std::string(kTints[tint].code) + cell + std::string(kPlain);
      }
      cells.push_back(std::move(cell));
    }
    text += line(cells);
  }
  return text;
}

std::string verdict_summary(const std::vector<TableRow>& rows) {
  std::string text = counted(rows.size(), "cluster");
  bool first = true;
  for (const Tint& tint : kTints) {
    const auto count = std::count_if(rows.begin(), rows.end(),
                                     [&](const TableRow& row) { return row.verdict == tint.verdict; });
    if (count == 0) continue;
    text += (first ? ": " : ", ") + std::to_string(count) + " " + std::string(tint.verdict);
    first = false;
  }
  return text;
}

void sort_by_urgency(std::vector<TableRow>& rows) {
  std::sort(rows.begin(), rows.end(), [](const TableRow& a, const TableRow& b) {
    return std::tuple(urgency(a.verdict), std::string_view(a.name), std::string_view(a.account)) <
           std::tuple(urgency(b.verdict), std::string_view(b.name), std::string_view(b.account));
  });
}

bool colours_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return isatty(STDOUT_FILENO) == 1;
}

}  // namespace fwop::controller
