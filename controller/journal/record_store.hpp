#pragma once

#include <map>
#include <span>
#include <vector>

#include <boost/system/result.hpp>

#include "api/clusters/types.hpp"
#include "controller/journal/journal_error.hpp"
#include "controller/model/record.hpp"

namespace fwop::controller {

/// The records that a commit did not keep, each with the reason.
using RefusedRecords = std::map<api::ClusterKey, JournalError>;

/// Keeps the record of each cluster. Each key is answered for itself: a store may refuse one and keep the
/// others. Methods block, and are called from one thread at a time.
class RecordStore {
 public:
  virtual ~RecordStore() = default;

  virtual boost::system::result<std::vector<Record>, JournalError> load_records() = 0;
  /// Puts `upserts` after it has erased `erased`. Returns once every record and erasure is durable but those
  /// it names; an error when none is.
  virtual boost::system::result<RefusedRecords, JournalError> keep_records(
      std::span<const Record> upserts, std::span<const api::ClusterKey> erased) = 0;
};

}  // namespace fwop::controller
