#pragma once

#include <map>
#include <optional>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// What the journal is still to be given. Of each cluster only the last word counts, so that what changes
/// often is written seldom. Records that a call waits for are urgent, and can be taken without the others:
/// two clusters' records do not depend on each other. A record that the journal refused rests, and is not
/// taken again, until retry_refused() or newer word of its cluster. No I/O.
class PendingWrites {
 public:
  /// What came after everything that is here. `urgent`: calls wait for all of it.
  void add(JournalBatch batch, bool urgent);
  /// A batch that take() gave and of which nothing could be kept: older than everything that is here. Its
  /// `let_through` is dropped: who asked is told, and asks again.
  void put_back(JournalBatch batch);
  /// A batch that take() gave and that was kept but for these records, which rest now.
  void put_back_refused(JournalBatch batch, const RefusedRecords& refused);
  /// Records that rest are to be taken again.
  void retry_refused();
  [[nodiscard]] bool has_refused() const { return !refused_.empty(); }

  /// Nothing is to be taken; records may rest.
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
  Records refused_;    ///< That rest; none of a cluster that is in `records_`.
  JournalBatch rest_;  ///< All but records.
};

}  // namespace fwop::controller
