#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "complaints.hpp"
#include "controller/model/view.hpp"
#include "sim_api.hpp"
#include "wish_watch.hpp"

namespace fwop::simulation {

/// How much is deleted within an hour, and that what is held stays held until a person releases it, across
/// restarts.
class BrakeWatch {
 public:
  BrakeWatch(Complaints& complaints, double max_delete_percent)
      : complaints_(complaints), max_delete_percent_(max_delete_percent) {}

  void restarted(const Journal& durable);
  void read(const WishWatch& wishes);
  /// A person released all, or one.
  void released();
  void released(const api::ClusterKey& key);
  /// What the engine was shown of a cluster; it may be deletable no more.
  void shown(const api::ClusterKey& key, api::ClusterState state, const WishWatch& wishes);
  /// There is nothing to delete.
  void gone(const api::ClusterKey& key) { held_.erase(key); }
  void published(const std::vector<controller::ClusterView>& views, const WishWatch& wishes);

  /// A delete leaves of what was last read as that life, while these are owned.
  void deleting(const Call& call, Life life, std::set<api::ClusterKey> owned, Now now);

 private:
  struct Deleted {
    WallTime time;
    api::ClusterKey key;
    Life life;
    bool released;
  };
  /// What is declared: 0 when nothing is.
  using Declaration = std::uint64_t;

  [[nodiscard]] static Declaration declaration(const api::ClusterKey& key, const WishWatch& wishes);

  Complaints& complaints_;
  double max_delete_percent_;
  std::deque<Deleted> deletes_;
  bool all_released_ = false;
  std::set<api::ClusterKey> released_;
  /// Deletes that were said to be held, and the declaration then. They count as held until a release, or
  /// until what was told since may have ended the wish.
  std::map<api::ClusterKey, Declaration> held_;
  /// As read from the journal: the declaration is known with the first manifests.
  std::vector<api::ClusterKey> held_from_before_;
};

}  // namespace fwop::simulation
