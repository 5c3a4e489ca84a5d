#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "api/base/wall_time.hpp"
#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/event.hpp"
#include "controller/model/record.hpp"

namespace fwop::controller {

/// A mutating call the brake counts, kept for its rolling hour.
struct BrakeMark {
  api::Verb verb = api::Verb::Delete;
  api::ClusterKey key;
  WallTime time{};

  bool operator==(const BrakeMark&) const = default;
};

/// How long a cluster took from create to READY, to learn from.
struct ReadySample {
  std::string kind;    ///< "eks" or "fake".
  std::string region;  ///< eksCluster.region or fakeCluster.location.
  std::chrono::milliseconds took{};
  WallTime time{};
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

}  // namespace fwop::controller
