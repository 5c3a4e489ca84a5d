#pragma once

#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "complaints.hpp"
#include "controller/model/view.hpp"
#include "sim_api.hpp"
#include "wish_watch.hpp"

namespace fwop::simulation {

/// The verdicts as published, against the truth: Ready is said only of what was READY as declared at some
/// time within the staleness limit.
class VerdictWatch {
 public:
  VerdictWatch(Complaints& complaints, Duration staleness_limit);

  void shown(const api::ClusterKey& key, const api::Cluster& cluster, Instant asked);
  void look(const std::vector<controller::ClusterView>& views, const SimApi& truth, const WishWatch& wishes,
            Now now);

 private:
  struct Sample {
    Instant at;
    api::ClusterSpec spec;
  };

  Complaints& complaints_;
  Duration limit_;
  /// When it was READY, and how, sampled and as answered.
  std::map<api::ClusterKey, std::deque<Sample>> ready_;
};

}  // namespace fwop::simulation
