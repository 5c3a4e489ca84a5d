#pragma once

#include <map>
#include <optional>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// What the journal must still write. Keeps only the latest record of each cluster, so a record that changes
/// often is written less often. Records that a call waits for are urgent; take() can return them without the
/// others, because records of different clusters do not depend on each other. take() does not return a
/// refused record again before retry_refused() or a newer record of that cluster. No I/O.
class PendingWrites {
 public:
  /// Adds a batch that is newer than everything here. `urgent`: somebody waits for all its records.
  void add(JournalBatch batch, bool urgent);
  /// Puts back a batch of take() of which nothing was stored. Newer records win over its records. Drops its
  /// `let_through`: the caller gets the error and tries again.
  void put_back(JournalBatch batch);
  /// Keeps the `refused` records of a batch of take() for retry_refused(). The rest of the batch was stored.
  void put_back_refused(JournalBatch batch, const RefusedRecords& refused);
  /// The next take() may return the refused records again.
  void retry_refused();
  [[nodiscard]] bool has_refused() const { return !refused_.empty(); }

  /// True if take(true) would return nothing. There may still be refused records.
  [[nodiscard]] bool empty() const { return records_.empty() && rest_.empty(); }
  /// Removes and returns all urgent records; with `others` also events and at most kMaxRecords other records,
  /// so that no commit is long. Call it until empty().
  JournalBatch take(bool others);
  static constexpr std::size_t kMaxRecords = 1'000;

 private:
  struct Pending {
    std::optional<Record> record;  ///< Nothing: erase the record in the journal.
    bool urgent = false;
  };
  using Records = std::map<api::ClusterKey, Pending>;
  void put(const api::ClusterKey& key, std::optional<Record> record, bool urgent);

  Records records_;
  Records refused_;    ///< The journal refused them. No key is also in `records_`.
  JournalBatch rest_;  ///< Everything except records.
};

}  // namespace fwop::controller
