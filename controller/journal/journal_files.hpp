#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// Where the journal is within its directory, and what SQLite keeps beside it.
inline constexpr std::string_view kJournalFile = "journal.db";
inline constexpr std::string_view kJournalCompanions[] = {"-wal", "-shm"};

/// "WHAT: MESSAGE OF errno", with advice where there is some.
JournalError file_error(const std::string& what, int error_number);

/// Makes the directory, 0700, and the missing ones above it. An error when it is there but cannot be used.
boost::system::result<void, JournalError> prepare_state_dir(const std::filesystem::path& state_dir);
/// Makes an empty file, 0600, when there is none: SQLite gives its companions the same mode.
boost::system::result<void, JournalError> prepare_journal_file(const std::filesystem::path& file);
/// True if there is a log without its database: SQLite would delete it.
bool has_orphaned_log(const std::filesystem::path& file);

/// Checks the modes of the state directory and of the journal in it. An error if every user of this machine
/// may write one of them; else warnings, one line each.
boost::system::result<std::vector<std::string>, JournalError> check_modes(
    const std::filesystem::path& state_dir);

/// Renames the journal and what SQLite keeps beside it to `journal.LABEL-<UTC time>`, never over anything,
/// and returns the new name of the database. The connection must be closed.
boost::system::result<std::filesystem::path, JournalError> set_aside(const std::filesystem::path& file,
                                                                     const std::string& label, WallTime now);

/// A journal that set_aside() put away, and when.
struct SetAside {
  std::filesystem::path file;
  WallTime since{};
};
/// The journals that were set aside in that directory, oldest first.
std::vector<SetAside> journals_set_aside(const std::filesystem::path& state_dir);

}  // namespace fwop::controller
