#pragma once

#include <boost/system/result.hpp>

#include "controller/journal/journal_error.hpp"
#include "controller/model/journal_batch.hpp"

namespace fwop::controller {

/// Keeps what belongs to the fleet and not to one cluster: brake marks, learned times, and the hash of the
/// approved declaration. Methods block, and are called from one thread at a time.
class FleetStore {
 public:
  virtual ~FleetStore() = default;

  virtual boost::system::result<FleetFacts, JournalError> load_fleet() = 0;
  /// Returns when the fleet's part of the batch is durable. After an error nothing of it is kept. Ignores
  /// records and events.
  virtual boost::system::result<void, JournalError> keep_fleet(const JournalBatch& batch) = 0;
};

}  // namespace fwop::controller
