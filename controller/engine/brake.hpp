#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/journal_batch.hpp"

namespace fwop::controller {

/// Limits how many changes are made within a rolling hour. A change beyond the limit waits until a person
/// releases it; time alone does not release it. Uses wall time, so that the count survives a restart; a clock
/// that is set back only makes the limit stricter.
class Brake {
 public:
  struct Limits {
    double max_delete_percent = 10;  ///< Of the owned clusters; one delete is always allowed.
    std::optional<std::size_t> max_creates;
    std::optional<std::size_t> max_updates;
  };

  Brake(Limits limits, std::vector<BrakeMark> marks);

  /// The clusters that are owned now. Called for Delete only.
  struct Owned {
    std::function<std::size_t()> count;
    std::function<bool(const api::ClusterKey&)> contains;
  };

  /// True if one more such call may be made. Clusters that were deleted within the hour still count as owned,
  /// so 10 % of 100 clusters allows 10 deletes.
  [[nodiscard]] bool allows(api::Verb verb, const Owned& owned, WallTime now) const;
  /// True if a call of that kind for that cluster is already counted in the current hour.
  [[nodiscard]] bool counts(api::Verb verb, const api::ClusterKey& key, WallTime now) const;
  /// Counts a call that is about to be made. Returns the mark for the journal; nothing if such calls have no
  /// limit.
  std::optional<BrakeMark> mark(api::Verb verb, const api::ClusterKey& key, WallTime now);
  /// Removes the newest mark of that kind for that cluster: the call was not sent, or is about to be sent
  /// again. Returns the mark; nothing if there was none.
  std::optional<BrakeMark> unmark(api::Verb verb, const api::ClusterKey& key);
  /// How much of the hour's limit is used.
  struct Usage {
    std::size_t used = 0;
    std::optional<std::size_t> limit;  ///< Nothing: such calls have no limit.
    std::optional<WallTime>
        room_at;  ///< When `used` falls below `limit`; nothing if it is below, or `limit` is 0.
  };
  [[nodiscard]] Usage usage(api::Verb verb, const Owned& owned, WallTime now) const;
  /// Increases with every mark that is added or removed.
  [[nodiscard]] std::uint64_t version() const { return version_; }

 private:
  void forget_old(WallTime now);
  [[nodiscard]] std::size_t delete_limit(std::size_t owned) const;

  Limits limits_;
  std::deque<BrakeMark> marks_;
  std::uint64_t version_ = 0;
};

}  // namespace fwop::controller
