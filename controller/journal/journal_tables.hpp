#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "controller/journal/journal.hpp"
#include "controller/journal/sqlite.hpp"

namespace fwop::controller {

/// Reads and writes the tables of the newest schema, with the bounds of limits.hpp. Begins and ends no
/// transaction. The database must stay where it is, and outlive it.
class JournalTables {
 public:
  static SqliteResult<JournalTables> prepare(SqliteDatabase& database);

  SqliteResult<void> write(const JournalBatch& batch);
  /// To be told whether what was written since the last call of it has become durable.
  void settle(bool committed);

  SqliteResult<std::vector<Record>> records();
  SqliteResult<std::vector<BrakeMark>> brake_marks(WallTime after);
  /// The oldest first.
  SqliteResult<std::vector<ReadySample>> ready_samples();
  /// The newest first.
  SqliteResult<std::vector<Event>> events(const api::ClusterKey& key, std::size_t limit);
  /// By account.
  SqliteResult<std::vector<api::ClusterKey>> told_of(const std::string& cluster_id);

 private:
  struct Statements {
    SqliteStatement erase_record, put_record;
    SqliteStatement add_event, trim_events_of_cluster, trim_events;
    SqliteStatement add_mark, drop_mark, trim_old_marks, trim_marks;
    SqliteStatement add_sample, trim_samples;
    SqliteStatement all_records, marks_after, all_samples, newest_events, accounts_of;
  };
  JournalTables(SqliteDatabase& database, Statements statements, std::int64_t events);

  SqliteResult<void> write_records(const JournalBatch& batch);
  SqliteResult<void> write_events(const std::vector<Event>& events);
  /// To trim after each event would cost as much as the event.
  bool trim_is_due(const api::ClusterKey& key, std::size_t written);
  SqliteResult<void> write_brake_marks(const JournalBatch& batch);
  SqliteResult<void> write_ready_samples(const std::vector<ReadySample>& samples);

  SqliteDatabase* database_;
  Statements statements_;
  std::int64_t durable_events_;  ///< How many there are on disk, so that no commit has to count them.
  std::int64_t events_;          ///< And with what is being written.
  /// Events since a trim, of the clusters that share a place by their id's hash.
  std::array<std::size_t, 1024> untrimmed_{};
};

}  // namespace fwop::controller
