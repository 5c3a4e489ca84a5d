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
  std::string seen;  ///< Since the last observation, likewise.
  std::string message;
  std::string next_step;
};

TableRow table_row(const ClusterView& cluster, WallTime now);
/// Called "operator", with the verdict Degraded unless the condition is True.
TableRow table_row(const OperatorCondition& one, WallTime now);
/// Called by its place, with the verdict Invalid or Warning.
TableRow table_row(const manifests::Diagnostic& diagnostic);
/// Of a cluster as cluster_json() made it. What is missing or of another type stays empty.
TableRow table_row(const nlohmann::json& cluster, WallTime now);

struct TableStyle {
  std::size_t width = 0;  ///< In columns; 0 cuts nothing.
  bool colours = false;
  bool wide = false;  ///< Account, region, reason, age of the observation and next step too.
};

/// A head line and one line for each row, each ending in a newline. Control characters never get through.
std::string render_table(const std::vector<TableRow>& rows, const TableStyle& style);

/// "3 clusters: 1 Failed, 2 Ready", what needs a look first.
std::string verdict_summary(const std::vector<TableRow>& rows);

/// Puts what needs a look first: Failed, Degraded, Unknown, Progressing, Suspended, Ready; then by name.
void sort_by_urgency(std::vector<TableRow>& rows);

/// Standard output is a terminal, and neither NO_COLOR nor TERM=dumb asks for none.
bool colours_wanted();

}  // namespace fwop::controller
