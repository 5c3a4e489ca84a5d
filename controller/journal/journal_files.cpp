#include "controller/journal/journal_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <regex>
#include <tuple>

#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include "api/base/file_status.hpp"

namespace fwop::controller {
namespace {

namespace fs = std::filesystem;

/// A form for file names that sorts by time and that every file system accepts: 20261123T120000Z.
constexpr const char* kCompactUtc = "%Y%m%dT%H%M%SZ";
std::string compact_utc(WallTime now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, kCompactUtc, &parts)};
}

fs::path with_suffix(const fs::path& file, std::string_view suffix) {
  return fs::path(file.string() + std::string(suffix));
}

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(file, ignored));
}

/// `wanted`, with a number if needed, so that no database and no companion file has that name.
fs::path free_name(const fs::path& wanted) {
  for (int number = 1;; ++number) {
    const fs::path name = number == 1 ? wanted : with_suffix(wanted, "." + std::to_string(number));
    bool taken = is_there(name);
    for (const std::string_view suffix : kJournalCompanions)
      taken = taken || is_there(with_suffix(name, suffix));
    if (!taken) return name;
  }
}

/// A rename survives a power cut only once its directory is on disk.
boost::system::result<void, JournalError> sync_directory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return file_error("cannot open " + directory.string(), errno);
  const int code = ::fsync(descriptor);
  const int error_number = errno;
  ::close(descriptor);
  if (code != 0) return file_error("cannot sync " + directory.string(), error_number);
  return {};
}

boost::system::result<void, JournalError> make_directories(const fs::path& directory) {
  std::error_code ignored;
  if (directory.empty() || fs::is_directory(directory, ignored)) return {};
  if (const auto parent = directory.parent_path(); parent != directory) {
    if (const auto made = make_directories(parent); !made) return made;
  }
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return file_error("cannot make the state directory " + directory.string(), errno);
  return {};
}

}  // namespace

JournalError file_error(const std::string& what, int error_number) {
  std::string message = what + ": " + std::strerror(error_number);
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  if (full) message += "; free some space there";
  if (error_number == EACCES || error_number == EPERM || error_number == EROFS)
    message += "; give the user of this process write access, or use another --state-dir";
  return {std::move(message), full};
}

boost::system::result<void, JournalError> prepare_state_dir(const fs::path& state_dir) {
  if (const auto made = make_directories(state_dir); !made) return made;
  std::error_code ignored;
  if (!fs::is_directory(state_dir, ignored))
    return JournalError{state_dir.string() + " is not a directory: use another --state-dir", false};
  if (::access(state_dir.c_str(), R_OK | W_OK | X_OK) != 0)
    return file_error("cannot write in the state directory " + state_dir.string(), errno);
  return {};
}

boost::system::result<void, JournalError> prepare_journal_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error("cannot open the journal " + file.string(), errno);
  ::close(descriptor);
  return {};
}

boost::system::result<std::vector<std::string>, JournalError> check_modes(const fs::path& state_dir) {
  std::vector<fs::path> paths = {state_dir, state_dir / kJournalFile};
  for (const std::string_view suffix : kJournalCompanions)
    paths.push_back(with_suffix(state_dir / kJournalFile, suffix));
  std::vector<std::string> warnings;
  bool reachable = false;
  for (const fs::path& path : paths) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) continue;
    const bool directory = S_ISDIR(status.st_mode);
    if ((status.st_mode & S_IWOTH) != 0) {
      return JournalError{path.string() +
                              " can be written by every user of this machine, who could change what this "
                              "program remembers: chmod o-w it" +
                              (directory ? ", or let --state-dir be a folder within it" : ""),
                          false};
    }
    if ((status.st_mode & S_IWGRP) != 0)
      warnings.push_back(path.string() + " can be written by its whole group: chmod g-w it");
    if (directory)
      reachable = (status.st_mode & S_IXOTH) != 0;
    else if (reachable && (status.st_mode & S_IROTH) != 0)
      warnings.push_back(path.string() + std::string(kReadableByAll));
  }
  return warnings;
}

bool has_orphaned_log(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  const bool no_database = failed || size == 0;
  const auto log_size = fs::file_size(with_suffix(file, kJournalCompanions[0]), failed);
  return no_database && !failed && log_size > 0;
}

boost::system::result<fs::path, JournalError> set_aside(const fs::path& file, const std::string& label,
                                                        WallTime now) {
  const fs::path target = free_name(file.parent_path() / ("journal." + label + "-" + compact_utc(now)));
  // Rename the database first. If a crash leaves its log behind, has_orphaned_log() notices. A database
  // without its log would look like an older but valid state.
  if (is_there(file) && ::rename(file.c_str(), target.c_str()) != 0)
    return file_error("cannot set " + file.string() + " aside", errno);
  for (const std::string_view suffix : kJournalCompanions) {
    const fs::path companion = with_suffix(file, suffix);
    if (is_there(companion) && ::rename(companion.c_str(), with_suffix(target, suffix).c_str()) != 0)
      return file_error("cannot set " + companion.string() + " aside", errno);
  }
  if (const auto synced = sync_directory(file.parent_path()); !synced) return synced.error();
  return boost::system::result<fs::path, JournalError>(boost::system::in_place_value, target);
}

std::vector<SetAside> journals_set_aside(const fs::path& state_dir) {
  static const std::regex kName(R"(journal\.(?:corrupt|foreign|newer-\d+)-(\d{8}T\d{6}Z)(?:\.\d+)?)");
  std::vector<SetAside> found;
  std::error_code unreadable;
  for (const auto& item : fs::directory_iterator(state_dir, unreadable)) {
    const std::string name = item.path().filename();
    std::smatch parts;
    if (!std::regex_match(name, parts, kName)) continue;
    std::tm utc{};
    ::strptime(parts[1].str().c_str(), kCompactUtc, &utc);
    found.push_back({item.path(), std::chrono::system_clock::from_time_t(::timegm(&utc))});
  }
  std::sort(found.begin(), found.end(), [](const SetAside& a, const SetAside& b) {
    return std::tie(a.since, a.file) < std::tie(b.since, b.file);
  });
  return found;
}

}  // namespace fwop::controller
