#include <csignal>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "journal_fixture.hpp"

namespace fwop::controller::test {
namespace {

class JournalDiskFull : public JournalFiles {
 protected:
  /// Fifty records of that generation: some 30 KiB.
  static JournalBatch big_batch(int first, std::uint64_t generation) {
    JournalBatch batch;
    for (int number = first; number < first + 50; ++number) {
      batch.upserts.push_back(with_create_intent(a_record(number)));
      batch.upserts.back().generation = generation;
    }
    batch.events.push_back(an_event(key_of(first), generation));
    return batch;
  }

  static void expect_full(const CommitResult& kept) {
    ASSERT_FALSE(kept);
    EXPECT_TRUE(kept.error().disk_full) << kept.error().message;
    EXPECT_NE(kept.error().message.find("free some space"), std::string::npos) << kept.error().message;
  }
};

TEST_F(JournalDiskFull, KeepsNothingOfABatchThatDoesNotFitAndGoesOnOnceThereIsRoom) {
  JournalOptions small = options();
  small.max_pages = 100;
  const auto journal = open(small);
  int kept = 0;
  while (kept < 1'000 && journal->commit(big_batch(kept * 50, 1))) ++kept;
  ASSERT_GT(kept, 0);
  expect_full(journal->commit(big_batch(kept * 50, 1)));
  EXPECT_EQ(count_records(*journal), static_cast<std::size_t>(kept) * 50);
  EXPECT_TRUE(journal->events(key_of(kept * 50), 10)->empty());

  JournalBatch room;
  for (int number = 0; number < 50; ++number) room.erased.push_back(key_of(number));
  commit(*journal, room);
  commit(*journal, big_batch(kept * 50, 1));
  EXPECT_EQ(count_records(*journal), static_cast<std::size_t>(kept) * 50);
}

TEST_F(JournalDiskFull, ForgetsNoHistoryForEventsThatWereNotKept) {
  JournalOptions small = options();
  small.max_pages = 2'500;
  const auto journal = open(small);
  commit(*journal, {.events = {an_event(key_of(1), 1)}});
  JournalBatch too_much;
  for (int number = 0; number < 60'000; ++number)
    too_much.events.push_back(an_event(key_of(1'000 + number), 2));
  for (int number = 0; number < 100'000; ++number)
    too_much.brake_marks.push_back({api::Verb::Create, key_of(number), at(kNow)});
  expect_full(journal->commit(too_much));
  commit(*journal, {.events = {an_event(key_of(2), 3)}});
  EXPECT_EQ(journal->events(key_of(1), 10)->size(), 1u);
}

/// As long as it lives, no file grows beyond that size.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST_F(JournalDiskFull, TakesAWriteCutShortForAFullDisk) {
  {
    const auto journal = open();
    commit(*journal, big_batch(0, 1));
    // The log ends within a batch, at another place each time.
    for (const rlim_t room : {1, 5'000, 20'000, 33'333}) {
      const rlim_t size = std::filesystem::file_size(file("-wal")) + room;
      CommitResult refused;
      {
        const FileSizeLimit limit(size);
        for (int tries = 0; tries < 100 && refused; ++tries)
          refused = journal->commit(big_batch(0, room + 1));
      }
      expect_full(refused);
      commit(*journal, big_batch(0, 2));
    }
    commit(*journal, big_batch(0, 77));
  }
  const auto journal = open();
  EXPECT_TRUE(notices_.empty());
  const auto contents = journal->load();
  ASSERT_TRUE(contents);
  ASSERT_EQ(contents->records.size(), 50u);
  for (const Record& record : contents->records) EXPECT_EQ(record.generation, 77u);
}

/// Exit codes of the process on a small file system.
enum Ending { kFine = 0, kNoMount = 100 };

/// Makes this process root in a world of its own, as far as the system lets anybody.
bool become_own_root() {
  const std::string user = "0 " + std::to_string(::geteuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getegid()) + " 1";
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  write_whole("/proc/self/setgroups", "deny");
  write_whole("/proc/self/uid_map", user);
  write_whole("/proc/self/gid_map", group);
  return ::geteuid() == 0;
}

/// Mounts a small file system over `directory`, seen by this process only.
bool mount_small(const std::filesystem::path& directory) {
  if (::unshare(CLONE_NEWNS) != 0 && !become_own_root()) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("none", directory.c_str(), "tmpfs", 0, "size=2m,mode=0777") == 0;
}

/// Takes all the room that is left.
void fill(const std::filesystem::path& ballast) {
  const int descriptor = ::open(ballast.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const std::string block(4096, 'x');
  while (::write(descriptor, block.data(), block.size()) > 0) {
  }
  ::close(descriptor);
}

int live_on_a_full_disk(const std::filesystem::path& directory) {
  if (!mount_small(directory)) return kNoMount;
  const auto state = directory / "state";
  {
    auto opened = open_sqlite_journal(state, options());
    if (!opened) {
      std::cerr << opened.error().message << '\n';
      return 1;
    }
    if (!opened->journal->commit({.upserts = {a_record(1)}})) return 2;
    fill(directory / "ballast");
    CommitResult kept;
    int committed = 0;
    while (kept && committed < 10'000) {
      kept = opened->journal->commit({.upserts = {a_record(1), a_record(1000 + committed)}});
      if (kept) ++committed;
    }
    if (kept || !kept.error().disk_full) return 3;
    const auto contents = opened->journal->load();
    if (!contents || contents->records.size() != static_cast<std::size_t>(committed) + 1) return 4;
    std::filesystem::remove(directory / "ballast");
    if (!opened->journal->commit({.upserts = {a_record(2)}})) return 5;
    fill(directory / "ballast");
  }
  // A start on a full disk is told as such, and harms nothing.
  const auto full = open_sqlite_journal(state, options());
  if (!full && !full.error().disk_full) return 6;
  if (full && !full->notices.empty()) return 7;
  std::filesystem::remove(directory / "ballast");
  if (full) return kFine;
  const auto again = open_sqlite_journal(state, options());
  return again && again->notices.empty() && again->journal->load()->records.size() >= 2 ? kFine : 8;
}

TEST_F(JournalDiskFull, OutlivesADiskThatIsReallyFull) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(live_on_a_full_disk(directory_.path()));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNoMount) GTEST_SKIP() << "may not mount a file system here";
  EXPECT_EQ(WEXITSTATUS(status), kFine) << "ended at that step of live_on_a_full_disk";
}

}  // namespace
}  // namespace fwop::controller::test
