#include "controller/journal/event_table.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "controller/journal/call_codec.hpp"
#include "controller/journal/limits.hpp"
#include "controller/journal/sqlite_rows.hpp"
#include "controller/journal/stored_values.hpp"

namespace fwop::controller {
namespace {

constexpr std::string_view kAdd =
    "INSERT INTO events (account_id, cluster_id, time, type, reason, message, reconcile_id, call) "
    "VALUES (?,?,?,?,?,?,?,?)";
// Walks the index over the events of one cluster only.
constexpr std::string_view kTrimCluster =
    "DELETE FROM events WHERE account_id = ?1 AND cluster_id = ?2 AND id <= (SELECT id FROM events "
    "WHERE account_id = ?1 AND cluster_id = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)";
// Reads only the rows that it deletes, from the oldest.
constexpr std::string_view kTrim =
    "DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id LIMIT 1 OFFSET ?)";
constexpr std::string_view kNewest =
    "SELECT time, type, reason, message, reconcile_id, call FROM events "
    "WHERE account_id = ? AND cluster_id = ? ORDER BY id DESC LIMIT ?";

// Walks the whole index, which is bounded, and runs rarely.
constexpr std::string_view kAccountsOf =
    "SELECT DISTINCT account_id FROM events WHERE cluster_id = ? ORDER BY account_id";

}  // namespace

SqliteResult<EventTable> EventTable::prepare(SqliteDatabase& database) {
  StatementMaker maker(database);
  Statements statements{maker.make(kAdd), maker.make(kTrimCluster), maker.make(kTrim), maker.make(kNewest),
                        maker.make(kAccountsOf)};
  if (!maker.done()) return maker.done().error();
  const auto events = database.query_number("SELECT count(*) FROM events");
  if (!events) return events.error();
  return EventTable(database, std::move(statements), *events);
}

void EventTable::settle(bool committed) {
  if (committed) {
    durable_events_ = events_;
  } else {
    events_ = durable_events_;
  }
}

SqliteResult<void> EventTable::write(std::span<const Event> events) {
  std::map<api::ClusterKey, std::size_t> written;
  for (const Event& event : events) {
    statements_.add.bind(event.key.account_id)
        .bind(event.key.cluster_id)
        .bind(to_nanoseconds(event.time))
        .bind(stored_name(event.type))
        .bind(to_string(event.reason))
        .bind(event.message)
        .bind(static_cast<std::int64_t>(event.reconcile_id))
        .bind(event.call ? std::optional(encode_call(*event.call)) : std::nullopt);
    if (const auto done = statements_.add.run(); !done) return done;
    ++events_;
    ++written[event.key];
  }
  for (const auto& [key, count] : written) {
    if (!trim_is_due(key, count)) continue;
    auto& trim = statements_.trim_cluster;
    trim.bind(key.account_id).bind(key.cluster_id).bind(static_cast<std::int64_t>(kEventsPerClusterKept));
    if (const auto done = trim.run(); !done) return done;
    events_ -= database_->changes();
  }
  const auto most = static_cast<std::int64_t>(kEventsKept);
  if (events_ <= most) return {};
  statements_.trim.bind(events_ - most - 1);
  if (const auto done = statements_.trim.run(); !done) return done;
  events_ -= database_->changes();
  return {};
}

bool EventTable::trim_is_due(const api::ClusterKey& key, std::size_t written) {
  std::size_t& untrimmed = untrimmed_[std::hash<std::string>{}(key.cluster_id) % untrimmed_.size()];
  untrimmed += written;
  if (untrimmed < kEventsPerClusterSlack) return false;
  untrimmed = 0;
  return true;
}

SqliteResult<std::vector<Event>> EventTable::newest(const api::ClusterKey& key, std::size_t limit) {
  std::vector<Event> events;
  const auto most = static_cast<std::int64_t>(std::min(limit, kEventsPerClusterKept));
  statements_.newest.bind(key.account_id).bind(key.cluster_id).bind(most);
  const auto done = each_row(statements_.newest, [&](const SqliteStatement& row) {
    Event event{key,
                from_nanoseconds(row.number(0)),
                event_type_from_stored(row.text(1)),
                reason_from_stored(row.text(2)),
                row.text(3),
                static_cast<std::uint64_t>(row.number(4))};
    if (const auto stored = optional_text(row, 5)) {
      // A call that does not decode is shown as text: no decision depends on history.
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

SqliteResult<std::vector<api::ClusterKey>> EventTable::keys_with_events(const std::string& cluster_id) {
  std::vector<api::ClusterKey> keys;
  statements_.accounts_of.bind(cluster_id);
  const auto done = each_row(statements_.accounts_of, [&](const SqliteStatement& row) {
    keys.push_back({row.text(0), cluster_id});
  });
  if (!done) return done.error();
  return keys;
}

}  // namespace fwop::controller
