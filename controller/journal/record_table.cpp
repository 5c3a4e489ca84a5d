#include "controller/journal/record_table.hpp"

#include <optional>
#include <utility>

#include "controller/journal/record_codec.hpp"
#include "controller/journal/sqlite_rows.hpp"

namespace fwop::controller {
namespace {

constexpr std::string_view kPut =
    "INSERT INTO records (account_id, cluster_id, owned, ever_seen, intent, intent_written, intent_attempt, "
    "deletion, body) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (account_id, cluster_id) DO UPDATE SET "
    "owned = excluded.owned, ever_seen = excluded.ever_seen, intent = excluded.intent, "
    "intent_written = excluded.intent_written, intent_attempt = excluded.intent_attempt, "
    "deletion = excluded.deletion, body = excluded.body";
constexpr std::string_view kErase = "DELETE FROM records WHERE account_id = ? AND cluster_id = ?";
constexpr std::string_view kAll =
    "SELECT account_id, cluster_id, owned, ever_seen, intent, intent_written, intent_attempt, deletion, body "
    "FROM records";

}  // namespace

SqliteResult<RecordTable> RecordTable::prepare(SqliteDatabase& database) {
  StatementMaker maker(database);
  Statements statements{maker.make(kErase), maker.make(kPut), maker.make(kAll)};
  if (!maker.done()) return maker.done().error();
  return RecordTable(std::move(statements));
}

SqliteResult<void> RecordTable::write(std::span<const Record> upserts,
                                      std::span<const api::ClusterKey> erased) {
  for (const api::ClusterKey& key : erased) {
    statements_.erase.bind(key.account_id).bind(key.cluster_id);
    if (const auto done = statements_.erase.run(); !done) return done;
  }
  for (const Record& record : upserts) {
    const RecordRow row = encode_record(record);
    statements_.put.bind(row.account_id)
        .bind(row.cluster_id)
        .bind(std::int64_t{row.owned})
        .bind(std::int64_t{row.ever_seen})
        .bind(row.intent)
        .bind(row.intent_written)
        .bind(row.intent_attempt)
        .bind(row.deletion)
        .bind(row.body);
    if (const auto done = statements_.put.run(); !done) return done;
  }
  return {};
}

SqliteResult<std::vector<Record>> RecordTable::read() {
  std::vector<Record> records;
  std::optional<JournalError> unreadable;
  const auto done = each_row(statements_.all, [&](const SqliteStatement& row) {
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

}  // namespace fwop::controller
