#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/event.hpp"
#include "controller/model/record.hpp"

namespace fwop::controller {

/// A mutating call the brake counts, kept for its rolling hour.
struct BrakeMark {
  api::Verb verb = api::Verb::Delete;
  api::ClusterKey key;
  api::WallTime time{};

  bool operator==(const BrakeMark&) const = default;
};

/// How long a cluster took from create to READY, to learn from.
struct ReadySample {
  std::string kind;    ///< "eks" or "fake".
  std::string region;  ///< eksCluster.region or fakeCluster.location.
  std::chrono::milliseconds took{};
  api::WallTime time{};
};

/// What is to become durable together: all of it or nothing.
struct JournalBatch {
  std::vector<Record> upserts;
  std::vector<api::ClusterKey> erased;
  std::vector<Event> events;
  std::vector<BrakeMark> brake_marks;
  std::vector<BrakeMark> dropped_marks;  ///< Written earlier, or in this very batch, and void.
  std::vector<ReadySample> ready_samples;

  [[nodiscard]] bool empty() const {
    return upserts.empty() && erased.empty() && events.empty() && brake_marks.empty() &&
           dropped_marks.empty() && ready_samples.empty();
  }
};

/// What a journal held when it was opened.
struct JournalContents {
  std::vector<Record> records;
  std::vector<BrakeMark> brake_marks;      ///< Of the last hour.
  std::vector<ReadySample> ready_samples;  ///< The newest, bounded.
};

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
