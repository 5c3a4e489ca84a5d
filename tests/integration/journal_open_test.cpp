#include <unistd.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include "controller/journal/schema.hpp"
#include "controller/journal/sqlite.hpp"
#include "journal_fixture.hpp"

namespace fwop::controller::test {
namespace {

namespace fs = std::filesystem;

class JournalOpen : public JournalFiles {
 protected:
  static unsigned mode(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  }

  /// Runs `sql` on the journal as a person with the sqlite3 shell would.
  void by_hand(const char* sql) const {
    auto database = SqliteDatabase::open(file().string());
    ASSERT_TRUE(database);
    const auto done = database->execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }

  std::int64_t number_by_hand(const char* sql) const {
    auto database = SqliteDatabase::open(file().string());
    EXPECT_TRUE(database);
    const auto number = database->query_number(sql);
    EXPECT_TRUE(number) << number.error().message;
    return number ? *number : -1;
  }

  /// The journal was set aside under that label, as it was, and the fresh one works.
  void expect_set_aside(const std::string& label, const std::string& old_bytes) {
    const auto journal = open();
    ASSERT_TRUE(journal);
    ASSERT_EQ(notices_.size(), 1u);
    EXPECT_EQ(notices_[0].kept_as, directory_.path() / ("journal." + label + "-20261123T120000Z"));
    EXPECT_EQ(read_whole(notices_[0].kept_as), old_bytes);
    EXPECT_NE(notices_[0].message.find(notices_[0].kept_as.string()), std::string::npos);
    EXPECT_EQ(count_records(*journal), 0u);
    commit(*journal, {.upserts = {a_record(1)}});
    EXPECT_EQ(count_records(*journal), 1u);
  }
};

TEST_F(JournalOpen, KeepsWhatWasCommittedAcrossARestart) {
  make_journal(3);
  const auto journal = open();
  EXPECT_TRUE(notices_.empty());
  EXPECT_EQ(count_records(*journal), 3u);
}

TEST_F(JournalOpen, MakesEverythingForItsOwnUserOnly) {
  const fs::path state = directory_.path() / "a" / "b";
  const auto opened = open_sqlite_journal(state, options());
  ASSERT_TRUE(opened) << opened.error().message;
  ASSERT_TRUE(opened->journal->commit({.upserts = {a_record(1)}}));
  EXPECT_EQ(mode(directory_.path() / "a"), 0700u);
  EXPECT_EQ(mode(state), 0700u);
  for (const char* name : {"journal.db", "journal.db-wal", "journal.db-shm", "journal.lock"})
    EXPECT_EQ(mode(state / name), 0600u) << name;
}

TEST_F(JournalOpen, WritesOnDiskWhoseAndWhichVersionItIs) {
  make_journal(2);
  EXPECT_EQ(number_by_hand("PRAGMA application_id"), kJournalApplicationId);
  EXPECT_EQ(number_by_hand("PRAGMA user_version"), newest_schema_version());
}

TEST_F(JournalOpen, CanBeAskedByAPersonWhileItIsInUse) {
  const auto journal = open();
  commit(*journal, {.upserts = {with_create_intent(a_record(1))}, .events = {an_event(key_of(1), 1)}});
  EXPECT_EQ(
      number_by_hand("SELECT count(*) FROM clusters WHERE cluster = 'acc/cluster-1' AND intent = 'create' "
                     "AND intent_written = '2023-11-14T22:13:21Z' AND owned AND generation = 1 "
                     "AND reason = 'NotObservedYet'"),
      1);
  EXPECT_EQ(number_by_hand("SELECT count(*) FROM history WHERE reason = 'ClusterFailed'"), 1);
}

TEST_F(JournalOpen, ShowsAPersonTheFieldsOfACall) {
  const auto journal = open();
  commit(*journal, {.events = {a_call_event(key_of(1), 1), an_event(key_of(1), 2)}});
  EXPECT_EQ(number_by_hand("SELECT count(*) FROM history WHERE reason = 'ApiCall' "
                           "AND message LIKE '[\"update\",503,%'"),
            1);
  EXPECT_EQ(number_by_hand("SELECT count(*) FROM history WHERE message = 'event 2'"), 1);
  EXPECT_EQ(number_by_hand("SELECT count(*) FROM events WHERE call IS NULL"), 1);
}

TEST_F(JournalOpen, ShowsACallThatDoesNotReadAsItStands) {
  const auto journal = open();
  commit(*journal, {.events = {a_call_event(key_of(1), 1)}});
  by_hand("UPDATE events SET call = '[\"explode\"]'");
  const auto events = journal->events(key_of(1), 1);
  ASSERT_TRUE(events);
  EXPECT_FALSE(events->at(0).call);
  EXPECT_EQ(events->at(0).message, R"(["explode"])");
}

TEST_F(JournalOpen, WaitsForAPersonWhoWritesAndSaysSo) {
  const auto journal = open();
  auto database = SqliteDatabase::open(file().string());
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->execute("BEGIN IMMEDIATE"));
  const auto refused = journal->commit({.upserts = {a_record(1)}});
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().disk_full);
  EXPECT_NE(refused.error().message.find("another process is writing"), std::string::npos)
      << refused.error().message;
  ASSERT_TRUE(database->execute("ROLLBACK"));
  commit(*journal, {.upserts = {a_record(1)}});
}

TEST_F(JournalOpen, SaysThatItWasRemovedWhileInUse) {
  const auto journal = open();
  fs::rename(file(), file(".gone"));
  const auto refused = journal->commit({.upserts = {a_record(1)}});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("removed or replaced"), std::string::npos);
}

// What a later release may have changed counts for the brake, and deletes have its strictest limit.
TEST_F(JournalOpen, TakesABrakeMarkOfAVerbItDoesNotKnowForADelete) {
  commit(*open(), {.brake_marks = {{api::Verb::Create, key_of(1), at(kNow)}}});
  by_hand("UPDATE brake_marks SET verb = 'explode'");
  const auto contents = open()->load();
  ASSERT_TRUE(contents);
  EXPECT_EQ(contents->brake_marks, (std::vector{BrakeMark{api::Verb::Delete, key_of(1), at(kNow)}}));
}

// ---- Set aside

TEST_F(JournalOpen, SetsADamagedJournalAside) {
  make_journal(300);
  std::string bytes = read_whole(file());
  ASSERT_GT(bytes.size(), 80'000u);
  std::fill(bytes.begin() + 40'000, bytes.begin() + 60'000, '\x5a');
  write_whole(file(), bytes);
  expect_set_aside("corrupt", bytes);
}

TEST_F(JournalOpen, SetsAJournalAsideThatWasCutShort) {
  make_journal(300);
  const std::string bytes = read_whole(file()).substr(0, 50'000);
  write_whole(file(), bytes);
  expect_set_aside("corrupt", bytes);
}

TEST_F(JournalOpen, SetsAFileAsideThatIsNoDatabase) {
  const std::string text(10'000, 'x');
  write_whole(file(), text);
  expect_set_aside("corrupt", text);
}

TEST_F(JournalOpen, SetsAJournalAsideWhoseTableIsGone) {
  make_journal(3);
  by_hand("DROP TABLE ready_samples");
  const std::string bytes = read_whole(file());
  expect_set_aside("corrupt", bytes);
}

TEST_F(JournalOpen, SetsAJournalAsideWithARecordThatDoesNotRead) {
  make_journal(3);
  by_hand("UPDATE records SET intent = 'explode' WHERE cluster_id = 'cluster-1'");
  const std::string bytes = read_whole(file());
  ASSERT_NO_FATAL_FAILURE(expect_set_aside("corrupt", bytes));
  EXPECT_NE(notices_[0].message.find("accounts/acc/clusters/cluster-1"), std::string::npos);
}

TEST_F(JournalOpen, SetsTheDatabaseOfAnotherProgramAside) {
  by_hand("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('bread')");
  const std::string bytes = read_whole(file());
  expect_set_aside("foreign", bytes);
}

TEST_F(JournalOpen, SetsAJournalOfANewerReleaseAsideWithItsLog) {
  make_journal(3);
  std::string log;
  {
    auto newer = SqliteDatabase::open(file().string());
    ASSERT_TRUE(newer);
    newer->leave_log_on_close(true);
    ASSERT_TRUE(newer->execute("PRAGMA user_version = 99"));
    log = read_whole(file("-wal"));
    ASSERT_FALSE(log.empty());
  }
  ASSERT_NO_FATAL_FAILURE(expect_set_aside("newer-99", read_whole(file())));
  EXPECT_EQ(read_whole(notices_[0].kept_as.string() + "-wal"), log);
}

TEST_F(JournalOpen, SetsALogAsideThatLostItsDatabase) {
  const auto journal = open();
  commit(*journal, {.upserts = {a_record(1)}});
  const std::string log = read_whole(file("-wal"));
  ASSERT_FALSE(log.empty());

  const fs::path other = directory_.path() / "other";
  fs::create_directory(other);
  write_whole(other / "journal.db-wal", log);
  const auto opened = open_sqlite_journal(other, options());
  ASSERT_TRUE(opened) << opened.error().message;
  ASSERT_EQ(opened->notices.size(), 1u);
  EXPECT_EQ(read_whole(opened->notices[0].kept_as.string() + "-wal"), log);
  EXPECT_EQ(count_records(*opened->journal), 0u);
}

TEST_F(JournalOpen, NeverSetsOneAsideOverAnother) {
  for (int round = 0; round < 3; ++round) {
    write_whole(file(), "garbage " + std::to_string(round) + std::string(5'000, '.'));
    (void)open();
  }
  EXPECT_EQ(names("journal.corrupt-"), (std::vector<std::string>{"journal.corrupt-20261123T120000Z",
                                                                 "journal.corrupt-20261123T120000Z.2",
                                                                 "journal.corrupt-20261123T120000Z.3"}));
}

TEST_F(JournalOpen, TakesAnEmptyFileForAFreshJournal) {
  write_whole(file(), "");
  const auto journal = open();
  EXPECT_TRUE(notices_.empty());
  EXPECT_EQ(count_records(*journal), 0u);
}

// ---- Left alone

TEST_F(JournalOpen, LeavesAloneWhatMerelyCannotBeRead) {
  fs::create_directory(file());
  EXPECT_NE(error_of_open().find("cannot open the journal"), std::string::npos);
  EXPECT_TRUE(fs::is_directory(file()));
  EXPECT_TRUE(names("journal.corrupt").empty());
}

TEST_F(JournalOpen, RefusesAStateDirectoryThatIsNone) {
  write_whole(directory_.path() / "plain", "x");
  const auto opened = open_sqlite_journal(directory_.path() / "plain", options());
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("is not a directory"), std::string::npos) << opened.error().message;
}

/// Runs `check` in a process without the rights of root, and tells whether it was true there.
constexpr uid_t kNobody = 65'534;

bool as_ordinary_user(const std::function<bool()>& check) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) ::_exit(2);
    ::_exit(check() ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(JournalOpen, SaysThatItMayNotWriteInTheStateDirectory) {
  fs::permissions(directory_.path(), fs::perms(0555));
  EXPECT_TRUE(as_ordinary_user([&] {
    const std::string error = error_of_open();
    return error.find("cannot write in the state directory") != std::string::npos &&
           error.find("--state-dir") != std::string::npos;
  }));
  fs::permissions(directory_.path(), fs::perms(0700));
}

TEST_F(JournalOpen, SaysThatItMayNotWriteTheJournal) {
  make_journal(3);
  fs::permissions(file(), fs::perms(0444));
  // Whatever else is there is that user's own.
  if (::geteuid() == 0) {
    for (const auto& entry : fs::directory_iterator(directory_.path())) {
      if (entry.path() == file()) continue;
      ASSERT_EQ(::chown(entry.path().c_str(), kNobody, kNobody), 0);
    }
    ASSERT_EQ(::chown(directory_.path().c_str(), kNobody, kNobody), 0);
  }
  EXPECT_TRUE(as_ordinary_user([&] {
    return error_of_open().find("write access") != std::string::npos && names("journal.corrupt").empty();
  }));
}

// ---- Migrations

// The tables as version 1 made them. Never changed: journals like this are out there.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE records (
  account_id TEXT NOT NULL, cluster_id TEXT NOT NULL, owned INTEGER NOT NULL, ever_seen INTEGER NOT NULL,
  intent TEXT, intent_written INTEGER, intent_attempt INTEGER, deletion TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (account_id, cluster_id)) WITHOUT ROWID;
CREATE TABLE events (
  id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, cluster_id TEXT NOT NULL, time INTEGER NOT NULL,
  type TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, reconcile_id INTEGER NOT NULL);
CREATE INDEX events_of_cluster ON events (account_id, cluster_id, id);
CREATE TABLE brake_marks (
  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, verb TEXT NOT NULL, account_id TEXT NOT NULL,
  cluster_id TEXT NOT NULL);
CREATE INDEX brake_marks_by_time ON brake_marks (time);
CREATE TABLE ready_samples (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, region TEXT NOT NULL, took_ms INTEGER NOT NULL,
  time INTEGER NOT NULL);
INSERT INTO records VALUES ('acc', 'cluster-1', 1, 1, 'delete', 1700000000000000001, 3, 'Delete',
  '{"generation":4,"appliedGeneration":3,"digest":18446744073709551615,"applied":{"displayName":"P"}}');
INSERT INTO events VALUES (1, 'acc', 'cluster-1', 5, 'Normal', 'Deleting', 'deleting', 8);
INSERT INTO ready_samples VALUES (1, 'eks', 'us-east-1', 1234, 6);
PRAGMA user_version = 1;
PRAGMA application_id = 0x46574f50;
)sql";

TEST_F(JournalOpen, BringsAJournalOfTheFirstReleaseUpToDate) {
  by_hand(kVersion1);
  const auto journal = open();
  ASSERT_TRUE(journal);
  EXPECT_TRUE(notices_.empty());
  EXPECT_EQ(number_by_hand("PRAGMA user_version"), newest_schema_version());
  EXPECT_EQ(number_by_hand("SELECT count(*) FROM clusters"), 1);

  const auto contents = journal->load();
  ASSERT_TRUE(contents);
  ASSERT_EQ(contents->records.size(), 1u);
  const Record& record = contents->records[0];
  EXPECT_EQ(record.key, key_of(1));
  ASSERT_TRUE(record.intent);
  EXPECT_EQ(record.intent->verb, api::Verb::Delete);
  EXPECT_EQ(record.intent->written, at(1'700'000'000'000'000'001));
  EXPECT_EQ(record.intent->attempt, 3u);
  EXPECT_EQ(record.policy.deletion, manifests::Deletion::Delete);
  EXPECT_EQ(record.digest, ~0ull);
  ASSERT_TRUE(record.applied);
  EXPECT_EQ(record.applied->display_name, "P");
  EXPECT_EQ(contents->ready_samples.at(0).took.count(), 1234);
  const auto events = journal->events(key_of(1), 10);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 1u);
  EXPECT_EQ(events->at(0).reason, Reason::Deleting);
}

TEST_F(JournalOpen, StandsAtTheLastMigrationThatWentThrough) {
  auto database = SqliteDatabase::open(file().string());
  ASSERT_TRUE(database);
  const Migration steps[] = {{1, "CREATE TABLE one (a)"}, {2, "CREATE TABLE two (a); CREATE TABLE one (b)"}};
  EXPECT_FALSE(migrate(*database, steps));
  EXPECT_EQ(number_by_hand("PRAGMA user_version"), 1);
  EXPECT_EQ(number_by_hand("SELECT count(*) FROM sqlite_schema"), 1);

  const Migration mended[] = {{1, "CREATE TABLE one (a)"}, {2, "CREATE TABLE two (a)"}};
  EXPECT_TRUE(migrate(*database, mended));
  EXPECT_TRUE(migrate(*database, mended)) << "and none of them twice";
  EXPECT_EQ(number_by_hand("PRAGMA user_version"), 2);
}

TEST(JournalSchema, NumbersItsMigrationsFromOneWithoutAGap) {
  std::int64_t version = 0;
  for (const Migration& step : journal_migrations()) EXPECT_EQ(step.to, ++version);
  EXPECT_EQ(version, newest_schema_version());
}

}  // namespace
}  // namespace fwop::controller::test
