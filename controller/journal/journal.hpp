#pragma once

#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "api/clusters/types.hpp"
#include "controller/model/event.hpp"
#include "controller/model/journal_batch.hpp"

namespace fwop::controller {

/// Why the journal could not keep something; `message` says what to do.
struct JournalError {
  std::string message;
  bool disk_full = false;
};

/// The operator's memory. One daemon for one journal. Methods block, and are called from one thread at a
/// time (not necessarily the same one).
class Journal {
 public:
  virtual ~Journal() = default;

  virtual boost::system::result<JournalContents, JournalError> load() = 0;
  /// Returns only when the batch is durable, or with an error when nothing of it is kept.
  virtual boost::system::result<void, JournalError> commit(const JournalBatch& batch) = 0;
  /// The newest events of a cluster, newest first.
  virtual boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                         std::size_t limit) = 0;
  /// The clusters of that id that have events, also those whose record was erased; of every account.
  virtual boost::system::result<std::vector<api::ClusterKey>, JournalError> told_of(
      const std::string& cluster_id) = 0;
};

[[noreturn]] void throw_exception_from_error(const JournalError& error, const boost::source_location& where);

}  // namespace fwop::controller
