#include "controller/journal/open_journal.hpp"

#include <optional>
#include <utility>

#include "controller/journal/journal_files.hpp"
#include "controller/journal/journal_lock.hpp"
#include "controller/journal/schema.hpp"
#include "controller/journal/sqlite.hpp"
#include "controller/journal/sqlite_journal.hpp"

namespace fwop::controller {
namespace {

namespace fs = std::filesystem;

/// Why a journal must be set aside.
struct Unsound {
  std::string label;
  std::string why;
};
/// The result of an attempt to open: a journal, or why it must be set aside.
struct Attempt {
  std::unique_ptr<SqliteJournal> journal;
  Unsound unsound;
};
using AttemptResult = boost::system::result<Attempt, JournalError>;

AttemptResult unsound(std::string label, std::string why) {
  return Attempt{nullptr, {std::move(label), std::move(why)}};
}

/// Damage sets a journal aside; anything else that fails is an error that leaves it alone.
AttemptResult judge(const fs::path& file, const SqliteError& error) {
  if (error.corrupt() || error.schema_differs())
    return unsound("corrupt", "is damaged (" + error.message + ")");
  return journal_error(file, error);
}

/// Only reads, so that a journal that is set aside is unchanged. The full integrity check, because
/// quick_check saves little: at 10,000 records and 50,000 events (60 MB) it takes 70 ms and the full one 100
/// ms.
boost::system::result<std::optional<Unsound>, SqliteError> inspect(SqliteDatabase& database) {
  const auto version = database.query_number("PRAGMA user_version");
  if (!version) return version.error();
  const auto application = database.query_number("PRAGMA application_id");
  if (!application) return application.error();
  const auto objects = database.query_number("SELECT count(*) FROM sqlite_schema");
  if (!objects) return objects.error();
  const bool blank = *version == 0 && *application == 0 && *objects == 0;
  if (!blank && *application != kJournalApplicationId)
    return Unsound{"foreign", "is the database of another program"};
  if (*version > newest_schema_version()) {
    return Unsound{"newer-" + std::to_string(*version),
                   "was written by a newer release (its schema is " + std::to_string(*version) +
                       ", this release knows " + std::to_string(newest_schema_version()) + ")"};
  }
  const auto verdict = database.query_text("PRAGMA integrity_check(1)");
  if (!verdict) return verdict.error();
  if (*verdict != "ok") return Unsound{"corrupt", "is damaged (" + *verdict + ")"};
  return std::nullopt;
}

SqliteResult<void> configure(SqliteDatabase& database, const JournalOptions& options) {
  const auto mode = database.query_text("PRAGMA journal_mode = WAL");
  if (!mode) return mode.error();
  if (*mode != "wal")
    return SqliteError{0, 0, "its file system does not carry a write-ahead log: use a local disk"};
  // FULL syncs the log at every commit. A checkpoint runs every 8 MiB, and a longer log is cut back to that.
  const std::string settings =
      "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 8388608; "
      "PRAGMA cache_size = -512; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF; "
      "PRAGMA cell_size_check = ON; PRAGMA max_page_count = " +
      std::to_string(options.max_pages);
  return database.execute(settings.c_str());
}

AttemptResult attempt(const fs::path& file, const JournalOptions& options) {
  if (has_orphaned_log(file))
    return unsound("corrupt", "has lost its database file and only its log is there");
  if (const auto made = prepare_journal_file(file); !made) return made.error();
  auto database = SqliteDatabase::open(file.string());
  if (!database) return judge(file, database.error());
  database->leave_log_on_close(true);
  const std::string timeout = "PRAGMA busy_timeout = " + std::to_string(options.busy_timeout.count());
  if (const auto done = database->execute(timeout.c_str()); !done) return judge(file, done.error());
  if (database->read_only())
    return JournalError{"the journal " + file.string() + " cannot be written: give this user write access",
                        false};

  const auto found = inspect(*database);
  if (!found) return judge(file, found.error());
  if (*found) return Attempt{nullptr, **found};
  if (const auto done = configure(*database, options); !done) return judge(file, done.error());
  if (const auto done = migrate(*database, journal_migrations()); !done) return judge(file, done.error());

  auto journal = std::make_unique<SqliteJournal>(file, options, std::move(*database));
  if (const auto done = journal->prepare(); !done) return judge(file, done.error());
  // A record that does not decode is damage too, though the database is sound.
  if (const auto contents = journal->read(); !contents) return judge(file, contents.error());
  return Attempt{std::move(journal), {}};
}

}  // namespace

boost::system::result<OpenedJournal, JournalError> open_sqlite_journal(const fs::path& state_dir,
                                                                       JournalOptions options) {
  if (const auto prepared = prepare_state_dir(state_dir); !prepared) return prepared.error();
  auto lock = JournalLock::take(state_dir);
  if (!lock) return lock.error();

  auto warnings = check_modes(state_dir);
  if (!warnings) return warnings.error();

  const fs::path file = state_dir / kJournalFile;
  OpenedJournal opened;
  opened.warnings = std::move(*warnings);
  for (SetAside& old : journals_set_aside(state_dir)) {
    opened.notices.push_back({"an earlier journal was set aside as " + old.file.string() +
                                  " and is still there: move it away once you have looked at it",
                              std::move(old.file), old.since});
  }
  auto tried = attempt(file, options);
  if (tried && !tried->journal) {
    const WallTime now = options.now();
    const auto kept_as = set_aside(file, tried->unsound.label, now);
    if (!kept_as) return kept_as.error();
    opened.notices.push_back({"the journal " + file.string() + " " + tried->unsound.why +
                                  ": it was set aside as " + kept_as->string() +
                                  " and a new one was begun; which clusters the operator manages is decided "
                                  "again by their adoption policy",
                              *kept_as, now});
    tried = attempt(file, options);
  }
  if (!tried) return tried.error();
  if (!tried->journal) {
    return JournalError{"the journal " + file.string() + ", begun just now, " + tried->unsound.why +
                            ": check the disk, or use another --state-dir",
                        false};
  }
  tried->journal->accept(std::move(*lock));
  opened.journal = std::move(tried->journal);
  return opened;
}

}  // namespace fwop::controller
