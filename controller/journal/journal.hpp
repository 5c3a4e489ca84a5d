#pragma once

#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "api/clusters/types.hpp"
#include "controller/journal/journal_error.hpp"
#include "controller/journal/record_store.hpp"
#include "controller/model/event.hpp"
#include "controller/model/journal_batch.hpp"

namespace fwop::controller {

/// The result of a commit. A value: everything is durable except the records it names. An error: nothing is
/// kept.
using CommitResult = boost::system::result<RefusedRecords, JournalError>;

/// The operator's memory: records, what belongs to the fleet, and history (record_store.hpp, fleet_store.hpp,
/// history_store.hpp), written with one commit. JournalOfStores puts one together from three stores; SQLite
/// keeps all three in one transaction. Only one daemon may use a journal. Methods block, and are called from
/// one thread at a time (not necessarily the same one).
class Journal {
 public:
  virtual ~Journal() = default;

  virtual boost::system::result<JournalContents, JournalError> load() = 0;
  /// Returns when the batch is durable, except the records that the result names. After an error nothing of
  /// it is kept. A call whose own record was refused must not be sent; every other one may be.
  virtual CommitResult commit(const JournalBatch& batch) = 0;
  /// As HistoryStore::events().
  virtual boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                         std::size_t limit) = 0;
  /// As HistoryStore::keys_with_events().
  virtual boost::system::result<std::vector<api::ClusterKey>, JournalError> keys_with_events(
      const std::string& cluster_id) = 0;
};

}  // namespace fwop::controller
