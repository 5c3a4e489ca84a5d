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
  /// From create to READY; 0: READY at the next read.
  std::chrono::milliseconds provisioning = std::chrono::seconds(2);
  /// From delete to gone; half of `provisioning` when not set.
  std::optional<std::chrono::milliseconds> deletion;
};

/// How many changes are kept for lists of the past.
inline constexpr std::size_t kMaxHistory = 100'000;

/// The clusters of every account, as the contract describes them, without sockets and clocks. The caller
/// passes the time, which must not go backwards (an earlier one counts as the latest seen). Not thread-safe.
class World {
 public:
  explicit World(WorldOptions options);

  Answer<Cluster> create(const ClusterKey& key, ClusterSpec spec, WallTime now);
  Answer<Cluster> get(const ClusterKey& key, WallTime now);
  /// As the account was `lag` ago, as far back as keep_history() reaches.
  Answer<ListPage> list(const std::string& account_id, const ListQuery& query, std::chrono::milliseconds lag,
                        WallTime now);
  /// Copies the fields that `paths` name from `body`.
  Answer<Cluster> update(const ClusterKey& key, const ClusterSpec& body, const Paths& paths, WallTime now);
  Answer<void> remove(const ClusterKey& key, WallTime now);

  // For faults, and for changes outside the API.

  /// The cluster becomes FAILED `after` from now. Does nothing if there is none.
  void fail(const ClusterKey& key, ClusterStatus status, std::chrono::milliseconds after, WallTime now);
  /// A cluster that is still CREATING stays so.
  void stick(const ClusterKey& key, WallTime now);
  /// As update(), but immutable fields may change too.
  Answer<Cluster> overwrite(const ClusterKey& key, const ClusterSpec& body, const Paths& paths, WallTime now);
  /// The cluster is gone at once, without DELETING.
  Answer<void> vanish(const ClusterKey& key, WallTime now);

  /// From now on, lists may look that far back; 0 keeps nothing.
  void keep_history(std::chrono::milliseconds longest_lag);
  /// Removes all clusters and the history.
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
