#pragma once

#include <span>
#include <vector>

#include "api/clusters/types.hpp"
#include "controller/journal/sqlite.hpp"
#include "controller/model/record.hpp"

namespace fwop::controller {

/// The table `records` of the newest schema. Begins and ends no transaction. The database object must not
/// move and must outlive this one.
class RecordTable {
 public:
  static SqliteResult<RecordTable> prepare(SqliteDatabase& database);

  /// Erases `erased`, then writes `upserts`.
  SqliteResult<void> write(std::span<const Record> upserts, std::span<const api::ClusterKey> erased);
  SqliteResult<std::vector<Record>> read();

 private:
  struct Statements {
    SqliteStatement erase, put, all;
  };
  explicit RecordTable(Statements statements) : statements_(std::move(statements)) {}

  Statements statements_;
};

}  // namespace fwop::controller
