#pragma once

#include <memory>
#include <vector>

#include "controller/journal/fleet_store.hpp"
#include "controller/journal/history_store.hpp"
#include "controller/journal/journal.hpp"
#include "controller/journal/record_store.hpp"

namespace fwop::controller {

/// A journal over three separate stores. commit() first writes what a change depends on: the fleet's part (if
/// that fails, nothing more is written), then the records, of which each may be refused, then the events.
///
/// If the record store fails as a whole, every record of the batch is refused. Events that the history could
/// not keep go with the next commit; beyond kEventsKept the oldest are lost.
class JournalOfStores : public Journal {
 public:
  JournalOfStores(std::unique_ptr<RecordStore> records, std::unique_ptr<FleetStore> fleet,
                  std::unique_ptr<HistoryStore> history);

  boost::system::result<JournalContents, JournalError> load() override;
  CommitResult commit(const JournalBatch& batch) override;
  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                 std::size_t limit) override;
  boost::system::result<std::vector<api::ClusterKey>, JournalError> keys_with_events(
      const std::string& cluster_id) override;

 private:
  void keep_events(const std::vector<Event>& events);

  std::unique_ptr<RecordStore> records_;
  std::unique_ptr<FleetStore> fleet_;
  std::unique_ptr<HistoryStore> history_;
  std::vector<Event> unkept_events_;  ///< Oldest first.
};

}  // namespace fwop::controller
