#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/effects.hpp"
#include "controller/record.hpp"
#include "controller/view.hpp"
#include "sim_api.hpp"

namespace fwop::simulation {

/// The brake's part of the watch: how much is deleted within an hour, and that what is held stays held
/// until a person releases it, across restarts.
class BrakeWatch {
 public:
  using Journal = std::map<api::ClusterKey, controller::Record>;
  using Wanted = std::map<api::ClusterKey, std::shared_ptr<const manifests::Manifest>>;

  explicit BrakeWatch(double max_delete_percent) : max_delete_percent_(max_delete_percent) {}

  void restarted(const Journal& durable);
  void told_manifests(const Wanted& wanted);
  void released();
  /// What the engine was shown of a cluster; it may be deletable no more.
  void shown(const api::ClusterKey& key, api::ClusterState state);
  /// There is nothing to delete.
  void gone(const api::ClusterKey& key) { held_.erase(key); }
  void published(const std::vector<controller::ClusterView>& views);

  /// A Delete leaves now of what was last read as `incarnation`. What is wrong with it, if anything is.
  std::optional<std::string> deleting(const api::ClusterKey& key,
                                      const std::optional<api::WallTime>& incarnation, const Journal& durable,
                                      Now now);

 private:
  struct Deleted {
    api::WallTime time;
    api::ClusterKey key;
    std::optional<api::WallTime> incarnation;
  };

  [[nodiscard]] std::uint64_t digest_of(const api::ClusterKey& key) const;

  double max_delete_percent_;
  std::deque<Deleted> deletes_;
  bool released_ = false;
  Wanted wanted_;
  /// Deletes that were said to be held, and the declaration then (0: none). They count as held until a
  /// release, or until what was told since may have ended the wish.
  std::map<api::ClusterKey, std::uint64_t> held_;
  /// As read from the journal: the declaration is known with the first manifests.
  std::vector<api::ClusterKey> held_from_before_;
};

}  // namespace fwop::simulation
