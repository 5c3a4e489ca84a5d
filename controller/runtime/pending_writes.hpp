#pragma once

#include <map>
#include <optional>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// What the journal is still to be given. Of each cluster only the last word counts, so that what changes
/// often is written seldom. Records that a call waits for are urgent, and can be taken without the others:
/// two clusters' records do not depend on each other. No I/O.
class PendingWrites {
 public:
  /// What came after everything that is here. `urgent`: calls wait for all of it.
  void add(JournalBatch batch, bool urgent);
  /// A batch that take() gave and that could not be kept: older than everything that is here.
  void put_back(JournalBatch batch);

  [[nodiscard]] bool empty() const { return records_.empty() && rest_.empty(); }
  /// All that is urgent; with `others`, events and at most kMaxRecords other records too, so that no commit
  /// is long: ask until it is empty.
  JournalBatch take(bool others);
  static constexpr std::size_t kMaxRecords = 1'000;

 private:
  struct Pending {
    std::optional<Record> record;  ///< Nothing: it is to be erased.
    bool urgent = false;
  };
  using Records = std::map<api::ClusterKey, Pending>;
  void put(const api::ClusterKey& key, std::optional<Record> record, bool urgent);

  Records records_;
  JournalBatch rest_;  ///< All but records.
};

}  // namespace fwop::controller
