#pragma once

#include <chrono>
#include <optional>
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

/// What must become durable together. A journal keeps all of it or nothing, but may refuse single records.
struct JournalBatch {
  std::vector<Record> upserts;
  std::vector<api::ClusterKey> erased;
  std::vector<Event> events;
  std::vector<BrakeMark> brake_marks;
  std::vector<BrakeMark> dropped_marks;  ///< Marks to remove, written earlier or in this batch.
  std::vector<ReadySample> ready_samples;
  /// The hash of the declaration whose plan was approved (--require-plan): it may be acted on from now on.
  std::optional<std::string> let_through = {};

  [[nodiscard]] bool empty() const {
    return upserts.empty() && erased.empty() && events.empty() && brake_marks.empty() &&
           dropped_marks.empty() && ready_samples.empty() && !let_through;
  }
};

/// The part of a journal that belongs to the fleet and not to one cluster.
struct FleetFacts {
  std::vector<BrakeMark> brake_marks;      ///< Of the last hour.
  std::vector<ReadySample> ready_samples;  ///< The newest, bounded.
  std::string let_through;                 ///< As JournalBatch::let_through; empty when there was none.
};

/// What a journal held when it was opened.
struct JournalContents {
  std::vector<Record> records;
  std::vector<BrakeMark> brake_marks;      ///< Of the last hour.
  std::vector<ReadySample> ready_samples;  ///< The newest, bounded.
  std::string let_through = {};            ///< As JournalBatch::let_through; empty when there was none.
};

}  // namespace fwop::controller
