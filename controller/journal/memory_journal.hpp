#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <vector>

#include "controller/journal.hpp"

namespace fwop::controller {

/// A journal that lasts as long as the process. Safe from several threads.
class MemoryJournal : public Journal {
 public:
  static constexpr std::size_t kEventsKept = 200;  ///< For each cluster.

  boost::system::result<JournalContents, JournalError> load() override;
  boost::system::result<void, JournalError> commit(const JournalBatch& batch) override;
  boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                 std::size_t limit) override;

 private:
  std::mutex mutex_;
  std::map<api::ClusterKey, Record> records_;
  std::map<api::ClusterKey, std::deque<Event>> events_;
};

}  // namespace fwop::controller
