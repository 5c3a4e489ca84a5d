#include <csignal>
#include <thread>

#include <unistd.h>

#include <sys/wait.h>

#include "journal_batches.hpp"

namespace fwop::controller::test {
namespace {

namespace fs = std::filesystem;

class JournalCrash : public JournalFiles {
 protected:
  /// A process that commits from `first` on, and acknowledges each batch into `acknowledged`.
  pid_t start_writer(std::uint64_t first, int acknowledged) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    const auto opened = open_sqlite_journal(directory_.path(), options());
    if (!opened) ::_exit(1);
    for (std::uint64_t number = first;; ++number) {
      if (!opened->journal->commit(batch_of(number))) ::_exit(2);
      if (::write(acknowledged, &number, sizeof number) != sizeof number) ::_exit(3);
    }
  }

  /// Lets a writer run until that many batches are acknowledged and a little longer, kills it, and returns
  /// the last one acknowledged, or 0.
  std::uint64_t kill_writer(std::uint64_t first, unsigned batches, std::chrono::microseconds longer) {
    int pipe[2];
    EXPECT_EQ(::pipe(pipe), 0);
    const pid_t child = start_writer(first, pipe[1]);
    ::close(pipe[1]);
    std::uint64_t last = 0;
    std::uint64_t number = 0;
    for (unsigned read = 0; read<batches&& ::read(pipe[0], &number, sizeof number)> 0; ++read) last = number;
    std::this_thread::sleep_for(longer);
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &number, sizeof number) > 0) last = number;
    ::close(pipe[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
    return last;
  }

  void begin_anew() {
    for (const auto& entry : fs::directory_iterator(directory_.path())) fs::remove(entry.path());
  }
};

TEST_F(JournalCrash, KeepsEveryAcknowledgedBatchWholeWhereverItIsKilled) {
  constexpr int kRounds = 80;
  std::mt19937_64 random(20261123);
  std::uint64_t last = 0;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    // Every eighth time from nothing, and killed early, while it is being made.
    const bool young = round % 8 == 0;
    if (young) {
      begin_anew();
      last = 0;
    }
    const auto batches = young ? 0u : static_cast<unsigned>(random() % 30);
    const std::chrono::microseconds longer(random() % (young ? 60'000 : 4'000));
    const std::uint64_t acknowledged = kill_writer(last + 1, batches, longer);

    const auto journal = open();
    ASSERT_TRUE(journal);
    EXPECT_TRUE(notices_.empty()) << notices_[0].message;
    const std::uint64_t found = last_whole_batch(*journal);
    EXPECT_GE(found, std::max(last, acknowledged));
    EXPECT_LE(found, std::max(last, acknowledged) + 1);
    last = found;
    if (HasFailure()) return;
  }
}

TEST_F(JournalCrash, FallsBackToAWholeBatchWhenTheLogIsCutAnywhere) {
  const auto journal = open();
  for (std::uint64_t number = 1; number <= 6; ++number) commit(*journal, batch_of(number));
  const std::string database = read_whole(file());
  const std::string log = read_whole(file("-wal"));
  ASSERT_GT(log.size(), 60'000u);

  const fs::path other = directory_.path() / "other";
  std::uint64_t most = 0;
  for (std::size_t size = 0; size <= log.size(); size += 3'331) {
    SCOPED_TRACE("log cut at " + std::to_string(size));
    fs::remove_all(other);
    fs::create_directory(other);
    write_whole(other / "journal.db", database);
    write_whole(other / "journal.db-wal", log.substr(0, size));
    const auto opened = open_sqlite_journal(other, options());
    ASSERT_TRUE(opened) << opened.error().message;
    const std::uint64_t found = last_whole_batch(*opened->journal);
    EXPECT_GE(found, most) << "a longer log has no less";
    most = std::max(most, found);
  }
  EXPECT_GE(most, 5u);
}

TEST_F(JournalCrash, NeverTakesAChangedByteInTheLogForACommit) {
  const auto journal = open();
  for (std::uint64_t number = 1; number <= 6; ++number) commit(*journal, batch_of(number));
  const std::string database = read_whole(file());
  const std::string log = read_whole(file("-wal"));

  const fs::path other = directory_.path() / "other";
  std::mt19937_64 random(7);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    fs::remove_all(other);
    fs::create_directory(other);
    std::string harmed = log;
    harmed[random() % harmed.size()] ^= '\x10';
    write_whole(other / "journal.db", database);
    write_whole(other / "journal.db-wal", harmed);
    const auto opened = open_sqlite_journal(other, options());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_LE(last_whole_batch(*opened->journal), 6u);
  }
}

}  // namespace
}  // namespace fwop::controller::test
