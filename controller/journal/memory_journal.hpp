#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <vector>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// A journal that lasts as long as the process, with the bounds of limits.hpp. Never fails. Safe from
/// several threads.
class MemoryJournal : public Journal {
 public:
  boost::system::result<JournalContents, JournalError> load() override;
  boost::system::result<void, JournalError> commit(const JournalBatch& batch) override;
  boost::system::result<std::vector<api::ClusterKey>, JournalError> told_of(
      const std::string& cluster_id) override;
  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                 std::size_t limit) override;

 private:
  void keep(const Event& event);
  void keep_marks(const std::vector<BrakeMark>& marks);

  std::mutex mutex_;
  std::map<api::ClusterKey, Record> records_;
  std::map<api::ClusterKey, std::deque<std::uint64_t>> events_of_;  ///< Numbers, oldest first.
  std::map<std::uint64_t, Event> events_;                           ///< By number: oldest first.
  std::uint64_t next_event_ = 1;
  std::deque<BrakeMark> brake_marks_;
  std::deque<ReadySample> ready_samples_;
};

}  // namespace fwop::controller
