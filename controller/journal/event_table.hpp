#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "api/clusters/types.hpp"
#include "controller/journal/sqlite.hpp"
#include "controller/model/event.hpp"

namespace fwop::controller {

/// The table `events` of the newest schema, with the bounds of limits.hpp. Begins and ends no transaction.
/// The database object must not move and must outlive this one.
class EventTable {
 public:
  static SqliteResult<EventTable> prepare(SqliteDatabase& database);

  SqliteResult<void> write(std::span<const Event> events);
  /// Call after COMMIT or ROLLBACK: says whether the writes since the previous settle() are durable.
  void settle(bool committed);

  /// The newest first.
  SqliteResult<std::vector<Event>> newest(const api::ClusterKey& key, std::size_t limit);
  /// The clusters with that id that have events, by account.
  SqliteResult<std::vector<api::ClusterKey>> keys_with_events(const std::string& cluster_id);

 private:
  struct Statements {
    SqliteStatement add, trim_cluster, trim, newest, accounts_of;
  };
  EventTable(SqliteDatabase& database, Statements statements, std::int64_t events)
      : database_(&database), statements_(std::move(statements)), durable_events_(events), events_(events) {}

  /// True if the cluster should be trimmed now. A trim after each event would cost as much as the event.
  bool trim_is_due(const api::ClusterKey& key, std::size_t written);

  SqliteDatabase* database_;
  Statements statements_;
  std::int64_t durable_events_;  ///< Events on disk, so that no commit has to count them.
  std::int64_t events_;          ///< The same, plus those of the open transaction.
  /// Events since the last trim. Clusters whose ids have the same hash share a slot.
  std::array<std::size_t, 1024> untrimmed_{};
};

}  // namespace fwop::controller
