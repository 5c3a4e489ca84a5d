// The small parts below the journal: what an error of a file says, and statements that are used again.
#include <cerrno>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "api/clusters/types.hpp"
#include "controller/journal/journal_files.hpp"
#include "controller/journal/sqlite.hpp"
#include "journal_builders.hpp"

namespace fwop::controller::test {
namespace {

namespace fs = std::filesystem;

TEST(FileError, SaysWhatToDoAboutEachKind) {
  const std::string space = "; free some space there";
  const std::string access = "; give the user of this process write access, or use another --state-dir";
  const struct {
    int number;
    const char* meaning;
    std::string advice;
    bool full;
  } cases[] = {
      {ENOSPC, "No space left on device", space, true}, {EDQUOT, "Disk quota exceeded", space, true},
      {EACCES, "Permission denied", access, false},     {EPERM, "Operation not permitted", access, false},
      {EROFS, "Read-only file system", access, false},  {EIO, "Input/output error", "", false},
      {ENOENT, "No such file or directory", "", false},
  };
  for (const auto& c : cases) {
    const JournalError error = file_error("cannot write x", c.number);
    EXPECT_EQ(error.message, "cannot write x: " + std::string(c.meaning) + c.advice);
    EXPECT_EQ(error.disk_full, c.full) << c.meaning;
  }
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

TEST(JournalFiles, LeaveNoDescriptorOpen) {
  const TemporaryDirectory directory;
  const fs::path file = directory.path() / "journal.db";
  const std::size_t before = open_descriptors();
  ASSERT_TRUE(prepare_state_dir(directory.path()));
  ASSERT_TRUE(prepare_journal_file(file));
  ASSERT_TRUE(set_aside(file, "corrupt", {}));
  EXPECT_EQ(open_descriptors(), before);
}

TEST(JournalFiles, TellWhenEachWasSetAsideOldestFirst) {
  const TemporaryDirectory directory;
  for (const char* name : {"journal.newer-9-20261123T120001Z", "journal.corrupt-20261123T120000Z",
                           "journal.foreign-20261123T120000Z.2", "journal.db", "journal.corrupt-yesterday"})
    std::ofstream(directory.path() / name) << "x";
  std::string found;
  for (const SetAside& old : journals_set_aside(directory.path()))
    found += old.file.filename().string() + " " + format_rfc3339(old.since) + "\n";
  EXPECT_EQ(found,
            "journal.corrupt-20261123T120000Z 2026-11-23T12:00:00Z\n"
            "journal.foreign-20261123T120000Z.2 2026-11-23T12:00:00Z\n"
            "journal.newer-9-20261123T120001Z 2026-11-23T12:00:01Z\n");
}

TEST(SqliteStatement, ForgetsAFailedBindingWhenItIsUsedAgain) {
  const TemporaryDirectory directory;
  auto database = SqliteDatabase::open((directory.path() / "x.db").string());
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute("CREATE TABLE t(a)"));
  auto insert = database->prepare("INSERT INTO t VALUES (?)");
  ASSERT_TRUE(insert);
  insert->bind(std::int64_t{1}).bind(std::int64_t{2});
  EXPECT_FALSE(insert->run()) << "it has one place to bind, and two were given";
  insert->bind(std::int64_t{3});
  EXPECT_TRUE(insert->run());
  const auto sum = database->query_number("SELECT sum(a) FROM t");
  ASSERT_TRUE(sum);
  EXPECT_EQ(*sum, 3);
}

}  // namespace
}  // namespace fwop::controller::test
