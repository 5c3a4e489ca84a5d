#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "api/clusters/types.hpp"
#include "controller/journal/journal_error.hpp"
#include "controller/model/event.hpp"

namespace fwop::controller {

/// Keeps what happened to each cluster, bounded by limits.hpp. No decision depends on it. Methods block, and
/// are called from one thread at a time.
class HistoryStore {
 public:
  virtual ~HistoryStore() = default;

  /// Returns when the events are durable. After an error none is kept.
  virtual boost::system::result<void, JournalError> keep_events(std::span<const Event> events) = 0;
  /// The newest events of a cluster, newest first.
  virtual boost::system::result<std::vector<Event>, JournalError> events(const api::ClusterKey& key,
                                                                         std::size_t limit) = 0;
  /// The clusters with that id, in every account, that have events; also those whose record was erased.
  virtual boost::system::result<std::vector<api::ClusterKey>, JournalError> keys_with_events(
      const std::string& cluster_id) = 0;
};

}  // namespace fwop::controller
