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

/// Keeps the record of each cluster. A store may refuse one record and keep the others. Methods block, and
/// are called from one thread at a time.
class RecordStore {
 public:
  virtual ~RecordStore() = default;

  virtual boost::system::result<std::vector<Record>, JournalError> load_records() = 0;
  /// Erases `erased`, then writes `upserts`. Returns when all are durable, except those that the result
  /// names. An error if none is.
  virtual boost::system::result<RefusedRecords, JournalError> keep_records(
      std::span<const Record> upserts, std::span<const api::ClusterKey> erased) = 0;
};

}  // namespace fwop::controller
