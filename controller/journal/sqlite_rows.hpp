#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/journal/sqlite.hpp"

namespace fwop::controller {

/// Prepares several statements, and remembers the first error.
class StatementMaker {
 public:
  explicit StatementMaker(SqliteDatabase& database) : database_(database) {}

  /// Returns an unusable statement once one has failed: check done().
  SqliteStatement make(std::string_view sql) {
    auto statement = database_.prepare(sql);
    if (statement) return std::move(*statement);
    if (done_) done_ = statement.error();
    return SqliteStatement();
  }
  [[nodiscard]] const SqliteResult<void>& done() const { return done_; }

 private:
  SqliteDatabase& database_;
  SqliteResult<void> done_;
};

/// Steps through `statement`, hands each row to `take`, and makes it ready for its next use.
template <class Take>
SqliteResult<void> each_row(SqliteStatement& statement, Take take) {
  auto row = statement.step();
  while (row && *row) {
    take(statement);
    row = statement.step();
  }
  statement.reset();
  if (!row) return row.error();
  return {};
}

inline std::optional<std::string> optional_text(const SqliteStatement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.text(column);
}

}  // namespace fwop::controller
