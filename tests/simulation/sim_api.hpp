#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "api/types.hpp"
#include "controller/clock.hpp"
#include "controller/effects.hpp"

namespace fwop::simulation {

using controller::Call;
using controller::Duration;
using controller::Instant;
using controller::Now;
using controller::Outcome;

/// A cluster as it really is.
struct RealCluster {
  api::ClusterSpec spec;
  api::ClusterState state = api::ClusterState::Creating;
  std::string message;
  api::WallTime create_time{};
  api::WallTime update_time{};
  Instant moves_at{};  ///< CREATING becomes READY, DELETING goes, then.
  std::uint64_t life = 0;
};

/// The clusters API by the contract, without a wire. Knows nothing of hazards but those that are the
/// server's own nature.
class SimApi {
 public:
  struct Nature {
    Duration provisioning{};
    Duration deleting{};
    bool normalises = false;
    bool refuses_delete_while_creating = false;
    std::size_t page_size = 200;
  };

  explicit SimApi(Nature nature) : nature_(nature) {}

  Outcome handle(const Call& call, Duration list_lag, Now now);

  /// The truth, moved to `now`; null when there is no such cluster.
  const RealCluster* find(const api::ClusterKey& key, Now now);

  // By other hands than ours.
  void foreign_create(const api::ClusterKey& key, const api::ClusterSpec& spec, Now now);
  void foreign_delete(const api::ClusterKey& key, Now now);
  void foreign_edit(const api::ClusterKey& key, const std::string& display_name, Now now);
  void fail(const api::ClusterKey& key, const std::string& message, Now now);
  void slow_down(const api::ClusterKey& key, Instant until);

  [[nodiscard]] std::uint64_t created() const { return created_; }
  [[nodiscard]] const std::map<api::ClusterKey, RealCluster>& all() const { return clusters_; }
  void move_all(Now now);

 private:
  using World = std::map<api::ClusterKey, RealCluster>;

  void move(const api::ClusterKey& key, Now now);
  void remember(Now now);
  Outcome list(const Call& call, Duration lag, Now now);
  RealCluster& put(const api::ClusterKey& key, const api::ClusterSpec& spec, Now now);

  Nature nature_;
  World clusters_;
  std::deque<std::pair<Instant, World>> past_;  ///< For a LIST that lags.
  std::uint64_t created_ = 0;
  std::uint64_t lives_ = 0;
};

api::Cluster as_answered(const api::ClusterKey& key, const RealCluster& cluster);

}  // namespace fwop::simulation
