#include "controller/journal/read_journal.hpp"

#include <string>
#include <utility>

#include "controller/journal/journal_files.hpp"
#include "controller/journal/schema.hpp"
#include "controller/journal/sqlite.hpp"
#include "controller/journal/sqlite_journal.hpp"

namespace fwop::controller {

boost::system::result<std::optional<JournalContents>, JournalError> read_journal(
    const std::filesystem::path& state_dir) {
  const std::filesystem::path file = state_dir / kJournalFile;
  std::error_code unknown;
  if (!std::filesystem::exists(file, unknown)) {
    if (unknown) return file_error("cannot look for the journal " + file.string(), unknown.value());
    return std::optional<JournalContents>();
  }
  auto database = SqliteDatabase::open_read_only(file.string());
  if (!database) return journal_error(file, database.error());
  // We only read: the log belongs to the daemon.
  database->leave_log_on_close(true);
  const auto version = database->query_number("PRAGMA user_version");
  if (!version) return journal_error(file, version.error());
  if (*version == 0) return std::optional<JournalContents>();
  if (*version != newest_schema_version()) {
    return JournalError{"the journal " + file.string() + " was written by another release (its schema is " +
                            std::to_string(*version) + ", this release knows " +
                            std::to_string(newest_schema_version()) +
                            "): use the program of the daemon that writes it",
                        false};
  }
  SqliteJournal journal(file, {}, std::move(*database));
  if (const auto prepared = journal.prepare(); !prepared) return journal_error(file, prepared.error());
  auto contents = journal.load();
  if (!contents) return contents.error();
  return std::optional<JournalContents>(std::move(*contents));
}

}  // namespace fwop::controller
