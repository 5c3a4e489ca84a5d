#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "controller/journal/fleet_store.hpp"
#include "controller/journal/history_store.hpp"
#include "controller/journal/record_store.hpp"

// Stores that last as long as the process, with the bounds of limits.hpp. They never fail, and are safe from
// several threads.

namespace fwop::controller {

class MemoryRecords : public RecordStore {
 public:
  boost::system::result<std::vector<Record>, JournalError> load_records() override;
  boost::system::result<RefusedRecords, JournalError> keep_records(
      std::span<const Record> upserts, std::span<const api::ClusterKey> erased) override;

 private:
  std::mutex mutex_;
  std::map<api::ClusterKey, Record> records_;
};

class MemoryFleet : public FleetStore {
 public:
  boost::system::result<FleetFacts, JournalError> load_fleet() override;
  boost::system::result<void, JournalError> keep_fleet(const JournalBatch& batch) override;

 private:
  void keep_marks(const std::vector<BrakeMark>& marks);

  std::mutex mutex_;
  std::deque<BrakeMark> brake_marks_;
  std::deque<ReadySample> ready_samples_;
  std::string let_through_;
};

class MemoryHistory : public HistoryStore {
 public:
  boost::system::result<void, JournalError> keep_events(std::span<const Event> events) override;
  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                 std::size_t limit) override;
  boost::system::result<std::vector<api::ClusterKey>, JournalError> keys_with_events(
      const std::string& cluster_id) override;

 private:
  void keep(const Event& event);

  std::mutex mutex_;
  std::map<api::ClusterKey, std::deque<std::uint64_t>> events_of_;  ///< Numbers, oldest first.
  std::map<std::uint64_t, Event> events_;                           ///< By number: oldest first.
  std::uint64_t next_event_ = 1;
};

}  // namespace fwop::controller
