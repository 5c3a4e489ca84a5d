#include "controller/journal/journal_tables.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "controller/journal/call_codec.hpp"
#include "controller/journal/limits.hpp"
#include "controller/journal/record_codec.hpp"
#include "controller/journal/stored_values.hpp"

namespace fwop::controller {
namespace {

constexpr std::string_view kPutRecord =
    "INSERT INTO records (account_id, cluster_id, owned, ever_seen, intent, intent_written, intent_attempt, "
    "deletion, body) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (account_id, cluster_id) DO UPDATE SET "
    "owned = excluded.owned, ever_seen = excluded.ever_seen, intent = excluded.intent, "
    "intent_written = excluded.intent_written, intent_attempt = excluded.intent_attempt, "
    "deletion = excluded.deletion, body = excluded.body";
constexpr std::string_view kEraseRecord = "DELETE FROM records WHERE account_id = ? AND cluster_id = ?";
constexpr std::string_view kAllRecords =
    "SELECT account_id, cluster_id, owned, ever_seen, intent, intent_written, intent_attempt, deletion, body "
    "FROM records";

constexpr std::string_view kAddEvent =
    "INSERT INTO events (account_id, cluster_id, time, type, reason, message, reconcile_id, call) "
    "VALUES (?,?,?,?,?,?,?,?)";
// Walks the index over the events of one cluster only.
constexpr std::string_view kTrimEventsOfCluster =
    "DELETE FROM events WHERE account_id = ?1 AND cluster_id = ?2 AND id <= (SELECT id FROM events "
    "WHERE account_id = ?1 AND cluster_id = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)";
// Walks from the oldest, as far as it deletes.
constexpr std::string_view kTrimEvents =
    "DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id LIMIT 1 OFFSET ?)";
constexpr std::string_view kNewestEvents =
    "SELECT time, type, reason, message, reconcile_id, call FROM events "
    "WHERE account_id = ? AND cluster_id = ? ORDER BY id DESC LIMIT ?";

// Nobody asks often: it walks the whole index, which is bounded.
constexpr std::string_view kAccountsOf =
    "SELECT DISTINCT account_id FROM events WHERE cluster_id = ? ORDER BY account_id";

constexpr std::string_view kAddMark =
    "INSERT INTO brake_marks (time, verb, account_id, cluster_id) VALUES (?,?,?,?)";
constexpr std::string_view kDropMark =
    "DELETE FROM brake_marks WHERE time = ? AND verb = ? AND account_id = ? AND cluster_id = ?";
constexpr std::string_view kTrimOldMarks = "DELETE FROM brake_marks WHERE time <= ?";
constexpr std::string_view kTrimMarks =
    "DELETE FROM brake_marks WHERE id <= (SELECT max(id) FROM brake_marks) - ?";
constexpr std::string_view kMarksAfter =
    "SELECT time, verb, account_id, cluster_id FROM brake_marks WHERE time > ? ORDER BY id";

constexpr std::string_view kAddSample =
    "INSERT INTO ready_samples (kind, region, took_ms, time) VALUES (?,?,?,?)";
constexpr std::string_view kTrimSamples =
    "DELETE FROM ready_samples WHERE id <= (SELECT max(id) FROM ready_samples) - ?";
constexpr std::string_view kAllSamples = "SELECT kind, region, took_ms, time FROM ready_samples ORDER BY id";

/// Steps through `statement`, hands each row to `take`, and makes it ready for its next use.
template <class Take>
SqliteResult<void> each_row(SqliteStatement& statement, Take take) {
  auto row = statement.step();
  while (row && *row) {
    take(statement);
    row = statement.step();
  }
  statement.reset();
  if (!row) return row.error();
  return {};
}

std::optional<std::string> optional_text(const SqliteStatement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.text(column);
}

}  // namespace

SqliteResult<JournalTables> JournalTables::prepare(SqliteDatabase& database) {
  SqliteResult<void> all = SqliteResult<void>();
  const auto made = [&](std::string_view sql) {
    auto statement = database.prepare(sql);
    if (statement) return std::move(*statement);
    if (all) all = statement.error();
    return SqliteStatement();
  };
  // In the order of the members.
  Statements statements{
      made(kEraseRecord), made(kPutRecord),  made(kAddEvent),     made(kTrimEventsOfCluster),
      made(kTrimEvents),  made(kAddMark),    made(kDropMark),     made(kTrimOldMarks),
      made(kTrimMarks),   made(kAddSample),  made(kTrimSamples),  made(kAllRecords),
      made(kMarksAfter),  made(kAllSamples), made(kNewestEvents), made(kAccountsOf)};
  if (!all) return all.error();
  const auto events = database.query_number("SELECT count(*) FROM events");
  if (!events) return events.error();
  return JournalTables(database, std::move(statements), *events);
}

JournalTables::JournalTables(SqliteDatabase& database, Statements statements, std::int64_t events)
    : database_(&database), statements_(std::move(statements)), durable_events_(events), events_(events) {}

SqliteResult<void> JournalTables::write(const JournalBatch& batch) {
  if (const auto done = write_records(batch); !done) return done;
  if (const auto done = write_events(batch.events); !done) return done;
  if (const auto done = write_brake_marks(batch); !done) return done;
  return write_ready_samples(batch.ready_samples);
}

void JournalTables::settle(bool committed) {
  if (committed) {
    durable_events_ = events_;
  } else {
    events_ = durable_events_;
  }
}

SqliteResult<void> JournalTables::write_records(const JournalBatch& batch) {
  for (const api::ClusterKey& key : batch.erased) {
    statements_.erase_record.bind(key.account_id).bind(key.cluster_id);
    if (const auto done = statements_.erase_record.run(); !done) return done;
  }
  for (const Record& record : batch.upserts) {
    const RecordRow row = encode_record(record);
    statements_.put_record.bind(row.account_id)
        .bind(row.cluster_id)
        .bind(std::int64_t{row.owned})
        .bind(std::int64_t{row.ever_seen})
        .bind(row.intent)
        .bind(row.intent_written)
        .bind(row.intent_attempt)
        .bind(row.deletion)
        .bind(row.body);
    if (const auto done = statements_.put_record.run(); !done) return done;
  }
  return {};
}

SqliteResult<void> JournalTables::write_events(const std::vector<Event>& events) {
  std::map<api::ClusterKey, std::size_t> written;
  for (const Event& event : events) {
    statements_.add_event.bind(event.key.account_id)
        .bind(event.key.cluster_id)
        .bind(to_nanoseconds(event.time))
        .bind(stored_name(event.type))
        .bind(to_string(event.reason))
        .bind(event.message)
        .bind(static_cast<std::int64_t>(event.reconcile_id))
        .bind(event.call ? std::optional(encode_call(*event.call)) : std::nullopt);
    if (const auto done = statements_.add_event.run(); !done) return done;
    ++events_;
    ++written[event.key];
  }
  for (const auto& [key, count] : written) {
    if (!trim_is_due(key, count)) continue;
    auto& trim = statements_.trim_events_of_cluster;
    trim.bind(key.account_id).bind(key.cluster_id).bind(static_cast<std::int64_t>(kEventsPerClusterKept));
    if (const auto done = trim.run(); !done) return done;
    events_ -= database_->changes();
  }
  const auto most = static_cast<std::int64_t>(kEventsKept);
  if (events_ <= most) return {};
  statements_.trim_events.bind(events_ - most - 1);
  if (const auto done = statements_.trim_events.run(); !done) return done;
  events_ -= database_->changes();
  return {};
}

bool JournalTables::trim_is_due(const api::ClusterKey& key, std::size_t written) {
  std::size_t& untrimmed = untrimmed_[std::hash<std::string>{}(key.cluster_id) % untrimmed_.size()];
  untrimmed += written;
  if (untrimmed < kEventsPerClusterSlack) return false;
  untrimmed = 0;
  return true;
}

SqliteResult<void> JournalTables::write_brake_marks(const JournalBatch& batch) {
  const auto run = [](SqliteStatement& statement, const BrakeMark& mark) {
    return statement.bind(to_nanoseconds(mark.time))
        .bind(stored_name(mark.verb))
        .bind(mark.key.account_id)
        .bind(mark.key.cluster_id)
        .run();
  };
  WallTime newest = WallTime::min();
  for (const BrakeMark& mark : batch.brake_marks) {
    if (const auto done = run(statements_.add_mark, mark); !done) return done;
    newest = std::max(newest, mark.time);
  }
  for (const BrakeMark& mark : batch.dropped_marks) {
    if (const auto done = run(statements_.drop_mark, mark); !done) return done;
  }
  if (batch.brake_marks.empty()) return {};
  statements_.trim_old_marks.bind(to_nanoseconds(newest - kBrakeMarkLife));
  if (const auto done = statements_.trim_old_marks.run(); !done) return done;
  return statements_.trim_marks.bind(static_cast<std::int64_t>(kBrakeMarksKept)).run();
}

SqliteResult<void> JournalTables::write_ready_samples(const std::vector<ReadySample>& samples) {
  if (samples.empty()) return {};
  for (const ReadySample& sample : samples) {
    statements_.add_sample.bind(sample.kind)
        .bind(sample.region)
        .bind(static_cast<std::int64_t>(sample.took.count()))
        .bind(to_nanoseconds(sample.time));
    if (const auto done = statements_.add_sample.run(); !done) return done;
  }
  return statements_.trim_samples.bind(static_cast<std::int64_t>(kReadySamplesKept)).run();
}

SqliteResult<std::vector<Record>> JournalTables::records() {
  std::vector<Record> records;
  std::optional<JournalError> unreadable;
  const auto done = each_row(statements_.all_records, [&](const SqliteStatement& row) {
    auto record = decode_record({row.text(0), row.text(1), row.number(2) != 0, row.number(3) != 0,
                                 optional_text(row, 4), row.optional_number(5), row.optional_number(6),
                                 row.text(7), row.text(8)});
    if (record) {
      records.push_back(std::move(*record));
    } else {
      unreadable = record.error();
    }
  });
  if (!done) return done.error();
  if (unreadable) return SqliteError::damage(unreadable->message);
  return records;
}

SqliteResult<std::vector<BrakeMark>> JournalTables::brake_marks(WallTime after) {
  std::vector<BrakeMark> marks;
  statements_.marks_after.bind(to_nanoseconds(after));
  const auto done = each_row(statements_.marks_after, [&](const SqliteStatement& row) {
    // A verb of another release counts as the one with the strictest limit.
    marks.push_back({verb_from_stored(row.text(1)).value_or(api::Verb::Delete),
                     {row.text(2), row.text(3)},
                     from_nanoseconds(row.number(0))});
  });
  if (!done) return done.error();
  return marks;
}

SqliteResult<std::vector<ReadySample>> JournalTables::ready_samples() {
  std::vector<ReadySample> samples;
  const auto done = each_row(statements_.all_samples, [&](const SqliteStatement& row) {
    samples.push_back({row.text(0), row.text(1), std::chrono::milliseconds(row.number(2)),
                       from_nanoseconds(row.number(3))});
  });
  if (!done) return done.error();
  return samples;
}

SqliteResult<std::vector<Event>> JournalTables::events(const api::ClusterKey& key, std::size_t limit) {
  std::vector<Event> events;
  const auto most = static_cast<std::int64_t>(std::min(limit, kEventsPerClusterKept));
  statements_.newest_events.bind(key.account_id).bind(key.cluster_id).bind(most);
  const auto done = each_row(statements_.newest_events, [&](const SqliteStatement& row) {
    Event event{key,
                from_nanoseconds(row.number(0)),
                event_type_from_stored(row.text(1)),
                reason_from_stored(row.text(2)),
                row.text(3),
                static_cast<std::uint64_t>(row.number(4))};
    if (const auto stored = optional_text(row, 5)) {
      // What does not read is shown as it stands: it is history, and decides nothing.
      if (auto call = decode_call(*stored)) {
        event.call = std::move(*call);
      } else {
        event.message = *stored;
      }
    }
    events.push_back(std::move(event));
  });
  if (!done) return done.error();
  return events;
}

SqliteResult<std::vector<api::ClusterKey>> JournalTables::told_of(const std::string& cluster_id) {
  std::vector<api::ClusterKey> keys;
  statements_.accounts_of.bind(cluster_id);
  const auto done = each_row(statements_.accounts_of, [&](const SqliteStatement& row) {
    keys.push_back({row.text(0), cluster_id});
  });
  if (!done) return done.error();
  return keys;
}

}  // namespace fwop::controller
