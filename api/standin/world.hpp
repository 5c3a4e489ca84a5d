#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/clusters/types.hpp"
#include "api/standin/field_mask.hpp"
#include "api/standin/list.hpp"
#include "api/standin/record.hpp"
#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

struct WorldOptions {
  /// From create to READY; 0 is READY at the next look.
  std::chrono::milliseconds provisioning = std::chrono::seconds(2);
  /// From delete to gone; half of `provisioning` when not set.
  std::optional<std::chrono::milliseconds> deletion;
};

/// How many changes are kept for lists of the past.
inline constexpr std::size_t kMaxHistory = 100'000;

/// The clusters of every account: the contract's promises without a socket or a clock. Times are handed in
/// and must not go backwards (an earlier one is taken as the latest seen). Not for several threads at once.
class World {
 public:
  explicit World(WorldOptions options);

  Answer<Cluster> create(const ClusterKey& key, ClusterSpec spec, WallTime now);
  Answer<Cluster> get(const ClusterKey& key, WallTime now);
  /// As the account was `lag` ago, as far back as keep_history() reaches.
  Answer<ListPage> list(const std::string& account_id, const ListQuery& query, std::chrono::milliseconds lag,
                        WallTime now);
  /// Takes from `body` what `paths` name.
  Answer<Cluster> update(const ClusterKey& key, const ClusterSpec& body, const Paths& paths, WallTime now);
  Answer<void> remove(const ClusterKey& key, WallTime now);

  // For faults, and for hands behind the API's back.

  /// The cluster becomes FAILED `after` from now; nothing when there is none.
  void fail(const ClusterKey& key, ClusterStatus status, std::chrono::milliseconds after, WallTime now);
  /// A cluster that is still CREATING stays so.
  void stick(const ClusterKey& key, WallTime now);
  /// As update(), identity included.
  Answer<Cluster> overwrite(const ClusterKey& key, const ClusterSpec& body, const Paths& paths, WallTime now);
  /// Gone at once, without DELETING.
  Answer<void> vanish(const ClusterKey& key, WallTime now);

  /// From now on, lists may look that far back; 0 keeps nothing.
  void keep_history(std::chrono::milliseconds longest_lag);
  /// As it was made.
  void reset();

 private:
  /// What a cluster was before a change; no record when there was no cluster.
  struct Change {
    WallTime at;
    ClusterKey key;
    std::optional<Record> before;
  };

  WallTime settle(WallTime now);
  Record* find(const ClusterKey& key);
  void note(const ClusterKey& key, const Record* before, WallTime at);
  void erase(const ClusterKey& key, WallTime at);
  Records as_of(const std::string& account_id, WallTime then) const;
  Answer<Cluster> change(const ClusterKey& key, const ClusterSpec& body, const Paths& paths,
                         bool keep_identity, WallTime now);

  WorldOptions options_;
  std::chrono::milliseconds deletion_;
  WallTime latest_{};
  std::unordered_map<std::string, Records> accounts_;
  std::multimap<WallTime, ClusterKey> leaving_;  ///< DELETING clusters by the time they are gone.
  std::chrono::milliseconds longest_lag_{};
  std::deque<Change> history_;
};

}  // namespace fwop::api::standin
