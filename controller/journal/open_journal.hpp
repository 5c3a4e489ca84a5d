#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

struct JournalOptions {
  /// For the names of journals that are set aside, and to select the brake marks of the last hour.
  std::function<WallTime()> now = [] { return std::chrono::system_clock::now(); };
  /// How long to wait while another process, such as a sqlite3 shell, is writing.
  std::chrono::milliseconds busy_timeout{5'000};
  /// Pages of 4 KiB: at most 1 GiB. Beyond that, a commit fails as on a full disk.
  std::int64_t max_pages = 262'144;
};

/// A notice for a person: a journal was set aside and a fresh one begun, now or at an earlier start, and the
/// old one is still there.
struct JournalNotice {
  std::string message;            ///< What was wrong, and what it means now.
  std::filesystem::path kept_as;  ///< Where the old one is.
  WallTime since{};
};

struct OpenedJournal {
  std::unique_ptr<Journal> journal;
  std::vector<JournalNotice> notices;
  std::vector<std::string>
      warnings;  ///< About modes that let others in: for the log, no fault of the journal.
};

/// Opens `state_dir`/journal.db (SQLite), or begins one there; creates a missing directory. No other process
/// can open it while the object lives (`state_dir`/journal.lock). Each commit() is one transaction, on disk
/// when it returns. Safe from several threads, which wait for each other.
///
/// A journal that is damaged, of a newer release or of another program is renamed to
/// `journal.{corrupt,newer-VERSION,foreign}-<UTC time>` beside it, with its write-ahead log, and a fresh one
/// is begun. A notice says so, at every start until somebody moves the old one away. If a journal cannot be
/// read now (permissions, I/O errors, a full disk), or if every user of the machine may write it, that is an
/// error, and the journal is left alone.
boost::system::result<OpenedJournal, JournalError> open_sqlite_journal(const std::filesystem::path& state_dir,
                                                                       JournalOptions options = {});

}  // namespace fwop::controller
