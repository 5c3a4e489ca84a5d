#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/clusters/types.hpp"
#include "controller/engine/poll_curve.hpp"
#include "controller/model/journal_batch.hpp"

namespace fwop::controller {

/// Learns, by kind and region, how long clusters take from create to READY. Bounded.
class ReadyHistory {
 public:
  explicit ReadyHistory(const std::vector<ReadySample>& samples);

  void add(const ReadySample& sample);
  /// From the samples for that kind and region; from the kind alone if the region has fewer than three;
  /// nothing if the kind has fewer than three too.
  [[nodiscard]] std::optional<ReadyEstimate> estimate(const api::ClusterSpec& spec) const;

  /// True if an estimate changed since the last call of this function.
  bool have_estimates_moved();

  /// "eks" and its region, or "fake" and its location.
  static std::pair<std::string, std::string> kind_and_region(const api::ClusterSpec& spec);

 private:
  struct Group {
    std::deque<Duration> newest;
    /// Computed from `newest` when needed, then cached.
    mutable std::optional<ReadyEstimate> estimate;
    std::optional<ReadyEstimate> estimate_before;  ///< At the last have_estimates_moved().
  };
  static void add_to(Group& group, Duration took);
  static std::optional<ReadyEstimate> estimate_of(const Group& group);

  std::map<std::pair<std::string, std::string>, Group> by_region_;
  std::map<std::string, Group> by_kind_;
  bool added_ = false;  ///< Since the last have_estimates_moved().
};

}  // namespace fwop::controller
