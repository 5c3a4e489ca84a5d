#include "controller/journal/sqlite_journal.hpp"

#include "controller/journal/limits.hpp"

namespace fwop::controller {
namespace {

std::optional<std::pair<dev_t, ino_t>> identity(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return std::pair{status.st_dev, status.st_ino};
}

}  // namespace

JournalError journal_error(const std::filesystem::path& file, const SqliteError& error) {
  std::string message = "the journal " + file.string() + ": " + error.message;
  if (error.disk_full()) {
    message +=
        "; free some space on its file system: until then nothing is created, changed or deleted, and it "
        "goes "
        "on by itself afterwards";
  } else if (error.busy()) {
    message += "; another process is writing to it: close that one";
  } else if (error.corrupt()) {
    message += "; restart the operator: it sets a damaged journal aside and begins a fresh one";
  } else {
    message += "; see that its file system is mounted, sound and writable for the user of this process";
  }
  return {std::move(message), error.disk_full()};
}

SqliteJournal::SqliteJournal(std::filesystem::path file, JournalOptions options, SqliteDatabase database)
    : file_(std::move(file)),
      options_(std::move(options)),
      database_(std::move(database)),
      identity_(identity(file_)) {}

SqliteResult<void> SqliteJournal::prepare() {
  auto records = RecordTable::prepare(database_);
  if (!records) return records.error();
  auto fleet = FleetTables::prepare(database_);
  if (!fleet) return fleet.error();
  auto events = EventTable::prepare(database_);
  if (!events) return events.error();
  tables_.emplace(Tables{std::move(*records), std::move(*fleet), std::move(*events)});
  return {};
}

void SqliteJournal::accept(JournalLock lock) {
  lock_.emplace(std::move(lock));
  database_.leave_log_on_close(false);
}

SqliteResult<JournalContents> SqliteJournal::read() {
  const std::lock_guard one_at_a_time(mutex_);
  auto records = tables_->records.read();
  if (!records) return records.error();
  auto fleet = tables_->fleet.read(options_.now() - kBrakeMarkLife);
  if (!fleet) return fleet.error();
  return JournalContents{std::move(*records), std::move(fleet->brake_marks), std::move(fleet->ready_samples),
                         std::move(fleet->let_through)};
}

boost::system::result<JournalContents, JournalError> SqliteJournal::load() {
  auto contents = read();
  if (!contents) return journal_error(file_, contents.error());
  return std::move(*contents);
}

CommitResult SqliteJournal::commit(const JournalBatch& batch) {
  if (batch.empty()) return RefusedRecords();
  const std::lock_guard one_at_a_time(mutex_);
  // If the file was moved or removed, SQLite would keep writing to one that nobody can find.
  if (identity(file_) != identity_) {
    return JournalError{"the journal " + file_.string() +
                            " was removed or replaced while in use: restart the operator to begin another",
                        false};
  }
  const auto kept = write(batch);
  tables_->events.settle(kept.has_value());
  if (!kept) return journal_error(file_, kept.error());
  return RefusedRecords();
}

SqliteResult<void> SqliteJournal::write(const JournalBatch& batch) {
  auto transaction = SqliteTransaction::begin(database_);
  if (!transaction) return transaction.error();
  if (const auto done = tables_->records.write(batch.upserts, batch.erased); !done) return done;
  if (const auto done = tables_->events.write(batch.events); !done) return done;
  if (const auto done = tables_->fleet.write(batch); !done) return done;
  return transaction->commit();
}

boost::system::result<std::vector<Event>, JournalError> SqliteJournal::events(const api::ClusterKey& key,
                                                                              std::size_t limit) {
  const std::lock_guard one_at_a_time(mutex_);
  auto newest = tables_->events.newest(key, limit);
  if (!newest) return journal_error(file_, newest.error());
  return std::move(*newest);
}

boost::system::result<std::vector<api::ClusterKey>, JournalError> SqliteJournal::keys_with_events(
    const std::string& cluster_id) {
  const std::lock_guard one_at_a_time(mutex_);
  auto keys = tables_->events.keys_with_events(cluster_id);
  if (!keys) return journal_error(file_, keys.error());
  return std::move(*keys);
}

}  // namespace fwop::controller
