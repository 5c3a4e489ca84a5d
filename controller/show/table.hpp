#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "api/clusters/types.hpp"
#include "controller/model/view.hpp"
#include "manifests/diagnostic.hpp"

namespace fwop::controller {

/// One cluster as a table shows it.
struct TableRow {
  std::string name;
  std::string account;
  std::string region;
  std::string state;
  std::string verdict;
  std::string reason;
  std::string age;   ///< Since it was first seen: "42s", "5m", "3h", "2d"; "-" when not known.
  std::string seen;  ///< Since the last read, in the same form.
  std::string message;
  std::string next_step;
};

TableRow table_row(const ClusterView& cluster, WallTime now);
/// The row is named "operator"; its verdict is Degraded unless the condition is True.
TableRow table_row(const OperatorCondition& one, WallTime now);
/// The row is named after the place; its verdict is Invalid or Warning.
TableRow table_row(const manifests::Diagnostic& diagnostic);
/// From a cluster as cluster_json() made it. What is missing or of another type stays empty.
TableRow table_row(const nlohmann::json& cluster, WallTime now);

struct TableStyle {
  std::size_t width = 0;  ///< In columns; 0 cuts nothing.
  bool colours = false;
  bool wide = false;  ///< Account, region, reason, age of the observation and next step too.
};

/// A head line and one line for each row, each ending in a newline. Control characters never get through.
std::string render_table(const std::vector<TableRow>& rows, const TableStyle& style);

/// "3 clusters: 1 Failed, 2 Ready", most urgent first.
std::string verdict_summary(const std::vector<TableRow>& rows);

/// Puts the most urgent first: Failed, Degraded, Unknown, Progressing, Suspended, Ready; then by name.
void sort_by_urgency(std::vector<TableRow>& rows);

/// True if standard output is a terminal, NO_COLOR is empty or not set, and TERM is not "dumb".
bool colours_wanted();

}  // namespace fwop::controller
