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

/// The blast-radius brake: how much may change within a rolling hour. What is over the limit is not done
/// later by itself: it waits for a person's release. Wall time, because it must survive a restart; a clock
/// set back only makes it stricter.
class Brake {
 public:
  struct Limits {
    double max_delete_percent = 10;  ///< Of the owned clusters; at least one.
    std::optional<std::size_t> max_creates;
    std::optional<std::size_t> max_updates;
  };

  Brake(Limits limits, std::vector<BrakeMark> marks);

  /// The clusters that are owned now; asked only when it matters.
  struct Owned {
    std::function<std::size_t()> count;
    std::function<bool(const api::ClusterKey&)> contains;
  };

  /// May one more such call be made? Clusters that were deleted within the hour count as owned too, so that
  /// ten per cent of a hundred are ten.
  [[nodiscard]] bool allows(api::Verb verb, const Owned& owned, WallTime now) const;
  /// True if a call of that kind for that cluster is already counted in the current hour.
  [[nodiscard]] bool counts(api::Verb verb, const api::ClusterKey& key, WallTime now) const;
  /// Counts a call that is about to be made; nothing when such calls have no limit.
  std::optional<BrakeMark> mark(api::Verb verb, const api::ClusterKey& key, WallTime now);
  /// Takes the newest such call out of the count: it was not made after all, or is about to be made again.
  std::optional<BrakeMark> unmark(api::Verb verb, const api::ClusterKey& key);
  /// How much of the hour's limit is used.
  struct Usage {
    std::size_t used = 0;
    std::optional<std::size_t> limit;  ///< Nothing: such calls have no limit.
    std::optional<WallTime> room_at;   ///< When fewer than `limit` count again; nothing when they do now.
  };
  [[nodiscard]] Usage usage(api::Verb verb, const Owned& owned, WallTime now) const;
  /// Grows with every mark that comes or goes.
  [[nodiscard]] std::uint64_t version() const { return version_; }

 private:
  void forget_old(WallTime now);
  [[nodiscard]] std::size_t delete_limit(std::size_t owned) const;

  Limits limits_;
  std::deque<BrakeMark> marks_;
  std::uint64_t version_ = 0;
};

}  // namespace fwop::controller
