#pragma once

#include <string>
#include <vector>

#include "controller/journal/sqlite.hpp"
#include "controller/model/journal_batch.hpp"

namespace fwop::controller {

/// The tables of the newest schema that belong to the fleet, with the bounds of limits.hpp. Begins and ends
/// no transaction. The database object must not move and must outlive this one.
class FleetTables {
 public:
  static SqliteResult<FleetTables> prepare(SqliteDatabase& database);

  /// Ignores records and events.
  SqliteResult<void> write(const JournalBatch& batch);
  /// Includes the brake marks that are later than `after`.
  SqliteResult<FleetFacts> read(WallTime after);

 private:
  struct Statements {
    SqliteStatement add_mark, drop_mark, trim_old_marks, trim_marks, marks_after;
    SqliteStatement add_sample, trim_samples, all_samples;
    SqliteStatement put_let_through, let_through;
  };
  explicit FleetTables(Statements statements) : statements_(std::move(statements)) {}

  SqliteResult<void> write_brake_marks(const JournalBatch& batch);
  SqliteResult<void> write_ready_samples(const std::vector<ReadySample>& samples);
  SqliteResult<std::vector<BrakeMark>> brake_marks(WallTime after);
  /// Oldest first.
  SqliteResult<std::vector<ReadySample>> ready_samples();

  Statements statements_;
};

}  // namespace fwop::controller
