#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/stat.h>

#include "controller/journal/event_table.hpp"
#include "controller/journal/fleet_tables.hpp"
#include "controller/journal/journal.hpp"
#include "controller/journal/journal_lock.hpp"
#include "controller/journal/open_journal.hpp"
#include "controller/journal/record_table.hpp"
#include "controller/journal/sqlite.hpp"

namespace fwop::controller {

/// The error to show if the journal `file` cannot be used.
JournalError journal_error(const std::filesystem::path& file, const SqliteError& error);

/// The journal over an open database of the newest schema; open_sqlite_journal() makes it. Each commit() is
/// one transaction over records, fleet and history, so it refuses no single record. Safe from several
/// threads, which wait for each other.
class SqliteJournal : public Journal {
 public:
  SqliteJournal(std::filesystem::path file, JournalOptions options, SqliteDatabase database);

  /// Call once, before anything else.
  SqliteResult<void> prepare();
  /// As load(), with SQLite's own error.
  SqliteResult<JournalContents> read();
  /// Call when the journal is known to be sound and ours: from now on, closing it checkpoints its log.
  void accept(JournalLock lock);

  boost::system::result<JournalContents, JournalError> load() override;
  CommitResult commit(const JournalBatch& batch) override;
  boost::system::result<std::vector<api::ClusterKey>, JournalError> keys_with_events(
      const std::string& cluster_id) override;
  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                 std::size_t limit) override;

 private:
  struct Tables {
    RecordTable records;
    FleetTables fleet;
    EventTable events;
  };
  SqliteResult<void> write(const JournalBatch& batch);

  std::mutex mutex_;
  std::filesystem::path file_;
  JournalOptions options_;
  // Destroyed in reverse order: statements, connection, lock.
  std::optional<JournalLock> lock_;
  SqliteDatabase database_;
  std::optional<Tables> tables_;
  std::optional<std::pair<dev_t, ino_t>> identity_;  ///< Device and inode of `file_`.
};

}  // namespace fwop::controller
