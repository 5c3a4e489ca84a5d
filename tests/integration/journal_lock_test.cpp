#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "journal_fixture.hpp"

namespace fwop::controller::test {
namespace {

class JournalLock : public JournalFiles {};

TEST_F(JournalLock, KeepsASecondOneOutInTheSameProcess) {
  const auto journal = open();
  const std::string error = error_of_open();
  EXPECT_NE(error.find("pid " + std::to_string(::getpid())), std::string::npos) << error;
  EXPECT_NE(error.find("--state-dir"), std::string::npos) << error;
}

TEST_F(JournalLock, IsLetGoOfWithTheJournal) {
  (void)open();
  EXPECT_EQ(error_of_open(), "");
}

TEST_F(JournalLock, NamesTheProcessThatHoldsItAndIsFreeOnceThatIsKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto opened = open_sqlite_journal(directory_.path(), options());
    const char told = opened ? 'y' : 'n';
    (void)!::write(ready[1], &told, 1);
    for (;;) ::pause();
  }
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  ASSERT_EQ(told, 'y');

  const std::string error = error_of_open();
  EXPECT_NE(error.find("another fireworks-operator (pid " + std::to_string(child) + " on "),
            std::string::npos)
      << error;
  EXPECT_NE(error.find(", since 2"), std::string::npos) << error;

  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(error_of_open(), "");
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(JournalLock, DoesNotTouchTheJournalOfAnother) {
  const auto journal = open();
  commit(*journal, {.upserts = {a_record(1)}});
  EXPECT_NE(error_of_open(), "");
  commit(*journal, {.upserts = {a_record(2)}});
  EXPECT_EQ(count_records(*journal), 2u);
}

TEST_F(JournalLock, ARemovedLockFileLetsNoSecondOneIn) {
  const auto journal = open();
  std::filesystem::remove(directory_.path() / "journal.lock");
  EXPECT_NE(error_of_open().find("another fireworks-operator"), std::string::npos);
  write_whole(directory_.path() / "journal.lock", "");
  EXPECT_NE(error_of_open().find("another fireworks-operator"), std::string::npos);
}

TEST_F(JournalLock, AFileThatAnEarlierReleaseHoldsKeepsItOut) {
  const auto path = directory_.path() / "journal.lock";
  write_whole(path, "pid 7 on old\n");
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(descriptor, LOCK_EX | LOCK_NB), 0);
  EXPECT_NE(error_of_open().find("pid 7 on old"), std::string::npos);
  ::close(descriptor);
  EXPECT_EQ(error_of_open(), "");
}

TEST_F(JournalLock, WhatEveryUserMayWriteIsRefused) {
  make_journal(1);
  for (const auto& path : {directory_.path(), file()}) {
    const auto before = std::filesystem::status(path).permissions();
    std::filesystem::permissions(path, std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);
    const std::string error = error_of_open();
    EXPECT_NE(error.find(path.string() + " can be written by every user"), std::string::npos) << error;
    EXPECT_NE(error.find("chmod o-w"), std::string::npos) << error;
    std::filesystem::permissions(path, before);
    EXPECT_EQ(error_of_open(), "");
  }
}

TEST_F(JournalLock, WhatOthersMayReadOrTheGroupMayWriteIsWarnedOf) {
  struct Case {
    int directory;
    int journal;
    std::vector<std::string> warnings;
  };
  make_journal(1);
  const std::string at = directory_.path().string();
  for (const Case& c :
       {Case{0700, 0600, {}}, Case{0755, 0600, {}}, Case{0700, 0644, {}},
        Case{0755, 0644, {file().string() + " can be read by every user of this machine: chmod o-r it"}},
        Case{0770, 0600, {at + " can be written by its whole group: chmod g-w it"}}}) {
    ASSERT_EQ(::chmod(at.c_str(), static_cast<mode_t>(c.directory)), 0);
    ASSERT_EQ(::chmod(file().c_str(), static_cast<mode_t>(c.journal)), 0);
    for (const char* companion : {"-wal", "-shm"}) std::filesystem::remove(file(companion));
    const auto opened = open_sqlite_journal(directory_.path(), options());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->warnings, c.warnings) << std::oct << c.directory << " " << c.journal;
    EXPECT_TRUE(opened->notices.empty());
  }
}

}  // namespace
}  // namespace fwop::controller::test
