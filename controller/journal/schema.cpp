#include "controller/journal/schema.hpp"

#include <string>

namespace fwop::controller {
namespace {

// Times are nanoseconds since 1970 in UTC. `body` is JSON (record_codec.hpp).
constexpr const char* kTables = R"sql(
CREATE TABLE records (
  account_id     TEXT    NOT NULL,
  cluster_id     TEXT    NOT NULL,
  owned          INTEGER NOT NULL,
  ever_seen      INTEGER NOT NULL,
  intent         TEXT,
  intent_written INTEGER,
  intent_attempt INTEGER,
  deletion       TEXT    NOT NULL,
  body           TEXT    NOT NULL,
  PRIMARY KEY (account_id, cluster_id)
) WITHOUT ROWID;

CREATE TABLE events (
  id           INTEGER PRIMARY KEY,
  account_id   TEXT    NOT NULL,
  cluster_id   TEXT    NOT NULL,
  time         INTEGER NOT NULL,
  type         TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  message      TEXT    NOT NULL,
  reconcile_id INTEGER NOT NULL
);
CREATE INDEX events_of_cluster ON events (account_id, cluster_id, id);

CREATE TABLE brake_marks (
  id         INTEGER PRIMARY KEY,
  time       INTEGER NOT NULL,
  verb       TEXT    NOT NULL,
  account_id TEXT    NOT NULL,
  cluster_id TEXT    NOT NULL
);
CREATE INDEX brake_marks_by_time ON brake_marks (time);

CREATE TABLE ready_samples (
  id      INTEGER PRIMARY KEY,
  kind    TEXT    NOT NULL,
  region  TEXT    NOT NULL,
  took_ms INTEGER NOT NULL,
  time    INTEGER NOT NULL
);
)sql";

// For a person with the sqlite3 shell.
constexpr const char* kViews = R"sql(
CREATE VIEW clusters AS
SELECT account_id || '/' || cluster_id AS cluster,
       owned, ever_seen, deletion, intent,
       strftime('%Y-%m-%dT%H:%M:%SZ', intent_written / 1000000000, 'unixepoch') AS intent_written,
       intent_attempt,
       json_extract(body, '$.conditions.Ready.status')  AS ready,
       json_extract(body, '$.conditions.Ready.reason')  AS reason,
       json_extract(body, '$.conditions.Ready.message') AS message,
       json_extract(body, '$.generation')               AS generation
FROM records;

CREATE VIEW history AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time,
       account_id || '/' || cluster_id AS cluster, type, reason, message, reconcile_id
FROM events ORDER BY id DESC;
)sql";

// A body is too long for a WITHOUT ROWID table: most rows took a page of their own. With the legacy renaming,
// the view keeps naming `records`.
constexpr const char* kRowidRecords = R"sql(
PRAGMA legacy_alter_table = ON;
CREATE TABLE records_next (
  account_id     TEXT    NOT NULL,
  cluster_id     TEXT    NOT NULL,
  owned          INTEGER NOT NULL,
  ever_seen      INTEGER NOT NULL,
  intent         TEXT,
  intent_written INTEGER,
  intent_attempt INTEGER,
  deletion       TEXT    NOT NULL,
  body           TEXT    NOT NULL,
  UNIQUE (account_id, cluster_id)
);
INSERT INTO records_next SELECT * FROM records;
DROP TABLE records;
ALTER TABLE records_next RENAME TO records;
PRAGMA legacy_alter_table = OFF;
)sql";

// A call has a column of its own (call_codec.hpp); few events are calls. Calls that earlier releases wrote
// stay messages.
constexpr const char* kCallsOfEvents = R"sql(
ALTER TABLE events ADD COLUMN call TEXT;
DROP VIEW history;
CREATE VIEW history AS
SELECT strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000000, 'unixepoch') AS time,
       account_id || '/' || cluster_id AS cluster, type, reason, coalesce(call, message) AS message,
       reconcile_id
FROM events ORDER BY id DESC;
)sql";

// One row: the hash of the declaration whose plan was approved.
constexpr const char* kPlanInForce = R"sql(
CREATE TABLE plan_in_force (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  declaration TEXT    NOT NULL
);
)sql";

constexpr Migration kMigrations[] = {
    {1, kTables}, {2, kViews}, {3, kRowidRecords}, {4, kCallsOfEvents}, {5, kPlanInForce}};

SqliteResult<void> apply(SqliteDatabase& database, const Migration& step) {
  auto transaction = SqliteTransaction::begin(database);
  if (!transaction) return transaction.error();
  if (const auto done = database.execute(step.sql); !done) return done;
  // Both are on the file's first page, so they are part of the transaction.
  const std::string stamp = "PRAGMA user_version = " + std::to_string(step.to) +
                            "; PRAGMA application_id = " + std::to_string(kJournalApplicationId);
  if (const auto done = database.execute(stamp.c_str()); !done) return done;
  return transaction->commit();
}

}  // namespace

std::span<const Migration> journal_migrations() { return kMigrations; }

std::int64_t newest_schema_version() { return std::rbegin(kMigrations)->to; }

SqliteResult<void> migrate(SqliteDatabase& database, std::span<const Migration> steps) {
  const auto version = database.query_number("PRAGMA user_version");
  if (!version) return version.error();
  for (const Migration& step : steps) {
    if (step.to <= *version) continue;
    if (const auto done = apply(database, step); !done) return done;
  }
  return {};
}

}  // namespace fwop::controller
