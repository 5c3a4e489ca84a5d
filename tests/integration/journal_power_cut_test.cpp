// Durability tested by taking it away: whatever was not synced is lost.
#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include <unistd.h>

#include <sys/stat.h>
#include <sys/syscall.h>

#include "journal_batches.hpp"

namespace fwop::controller::test {
namespace {

namespace fs = std::filesystem;

/// What each file held when it was last synced, by name.
std::map<std::string, std::string>& synced() {
  static std::map<std::string, std::string> files;
  return files;
}

/// What was in the directory at each time that it was synced.
std::vector<std::set<std::string>>& listings() {
  static std::vector<std::set<std::string>> all;
  return all;
}
/// Whether syncing a directory fails, as on a disk that is going.
bool& directories_fail() {
  static bool fail = false;
  return fail;
}

/// A synced directory has the files that are in it; one that was removed before may come back until then.
void remember(int descriptor) {
  std::error_code failed;
  const fs::path path = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), failed);
  if (failed) return;
  if (fs::is_directory(path)) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(path)) names.insert(entry.path().filename().string());
    listings().push_back(std::move(names));
    std::erase_if(synced(), [&](const auto& file) { return !fs::exists(path / file.first); });
  } else if (path.filename().string().starts_with("journal.db")) {
    synced()[path.filename().string()] = read_whole(path);
  }
}

bool fails(int descriptor) {
  struct stat status {};
  return directories_fail() && ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace
}  // namespace fwop::controller::test

// SQLite's calls and ours arrive here.
extern "C" int fsync(int descriptor) {
  if (fwop::controller::test::fails(descriptor)) {
    errno = EIO;
    return -1;
  }
  fwop::controller::test::remember(descriptor);
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}
extern "C" int fdatasync(int descriptor) {
  fwop::controller::test::remember(descriptor);
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace fwop::controller::test {
namespace {

class JournalPowerCut : public JournalFiles {};

TEST_F(JournalPowerCut, LosesNothingThatWasAcknowledged) {
  synced().clear();
  const auto journal = open();
  const fs::path other = directory_.path() / "other";
  // Far enough for the log to be folded into the database and begun again.
  constexpr std::uint64_t kBatches = 150;
  for (std::uint64_t number = 1; number <= kBatches; ++number) {
    commit(*journal, batch_of(number));
    ASSERT_FALSE(synced()["journal.db-wal"].empty());
    if (number % 7 != 0) continue;
    SCOPED_TRACE("power cut after batch " + std::to_string(number));
    const auto survived = synced();
    fs::remove_all(other);
    fs::create_directory(other);
    for (const auto& [name, bytes] : survived) write_whole(other / name, bytes);
    const auto opened = open_sqlite_journal(other, options());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(opened->notices.empty());
    EXPECT_EQ(last_whole_batch(*opened->journal), number);
    synced() = survived;
    if (HasFailure()) return;
  }
}

TEST_F(JournalPowerCut, WhatIsSetAsideStaysSoBeforeAFreshOneIsBegun) {
  write_whole(file(), "no database");
  listings().clear();
  const auto journal = open();
  ASSERT_TRUE(journal);
  ASSERT_EQ(notices_.size(), 1u);
  const std::string aside = notices_[0].kept_as.filename().string();
  // Else a power cut could bring the old name back, with the old log beside the fresh database.
  EXPECT_TRUE(std::any_of(listings().begin(), listings().end(), [&](const std::set<std::string>& names) {
    return names.contains(aside) && !names.contains("journal.db");
  }));
}

TEST_F(JournalPowerCut, SaysWhenTheNameOfWhatIsSetAsideCannotBeKept) {
  write_whole(file(), "no database");
  directories_fail() = true;
  const std::string error = error_of_open();
  directories_fail() = false;
  EXPECT_NE(error.find("cannot sync " + directory_.path().string() + ": Input/output error"),
            std::string::npos)
      << error;
}

}  // namespace
}  // namespace fwop::controller::test
