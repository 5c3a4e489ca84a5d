#include <csignal>

#include <unistd.h>

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

}  // namespace
}  // namespace fwop::controller::test
