// Durability tested by taking it away: whatever was not synced is lost.
#include <map>

#include <unistd.h>

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

/// A synced directory has the files that are in it; one that was removed before may come back until then.
void remember(int descriptor) {
  std::error_code failed;
  const fs::path path = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), failed);
  if (failed) return;
  if (fs::is_directory(path)) {
    std::erase_if(synced(), [&](const auto& file) { return !fs::exists(path / file.first); });
  } else if (path.filename().string().starts_with("journal.db")) {
    synced()[path.filename().string()] = read_whole(path);
  }
}

}  // namespace
}  // namespace fwop::controller::test

// SQLite's calls arrive here.
extern "C" int fsync(int descriptor) {
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

}  // namespace
}  // namespace fwop::controller::test
