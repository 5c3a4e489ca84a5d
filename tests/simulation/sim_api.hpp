#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/base/clock.hpp"
#include "api/base/random.hpp"
#include "api/clusters/types.hpp"
#include "controller/engine/effects.hpp"

namespace fwop::simulation {

using controller::Call;
using controller::Outcome;

/// Each cluster that ever was has a number of its own, whatever its name.
using Life = std::uint64_t;

/// A cluster as it really is.
struct RealCluster {
  api::ClusterSpec spec;
  api::ClusterState state = api::ClusterState::Creating;
  std::string message;
  WallTime create_time{};
  WallTime update_time{};
  Instant moves_at{};  ///< CREATING becomes READY, DELETING goes, then.
  Life life = 0;
  Instant born{};
};

/// An answer, and whose life each cluster in it is and when that began: which no client is told.
struct Answer {
  Outcome outcome;
  std::vector<Life> lives;
  std::vector<Instant> born;
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
    bool overwrites = false;
    bool rewords_times = false;
    bool says_date = true;
    std::size_t page_size = 200;
    Duration read_lag{};  ///< A read shows the world of some moment within that.
    // Its clock says `wall` at `epoch`, and runs fast by `drift`.
    Instant epoch{};
    WallTime wall{};
    double drift = 0;
  };

  SimApi(Nature nature, std::uint64_t seed) : nature_(nature), random_(seed) {}

  Answer handle(const Call& call, Duration list_lag, Now now);

  /// The truth at `now`; nothing when there is no such cluster.
  [[nodiscard]] std::optional<RealCluster> find(const api::ClusterKey& key, Now now) const;
  void each(Now now, const std::function<void(const api::ClusterKey&, const RealCluster&)>& visit) const;
  /// Its clock as its Date header shows it; nothing when it sends none.
  [[nodiscard]] std::optional<WallTime> date(Now now) const;
  /// The page that the call asks for, from 0.
  [[nodiscard]] std::size_t page_number(const Call& call, Now now) const;

  // By other hands than ours.
  void foreign_create(const api::ClusterKey& key, const api::ClusterSpec& spec, Now now);
  void foreign_delete(const api::ClusterKey& key, Now now);
  void foreign_edit(const api::ClusterKey& key, const std::string& display_name, Now now);
  void fail(const api::ClusterKey& key, const std::string& message, Now now);
  void slow_down(const api::ClusterKey& key, Instant until, Now now);

 private:
  /// What there was from then on, until the next.
  struct Version {
    Instant from;
    std::optional<RealCluster> cluster;
  };
  using Versions = std::vector<Version>;
  using World = std::map<api::ClusterKey, Versions>;

  [[nodiscard]] WallTime clock(Instant at) const;
  [[nodiscard]] std::optional<RealCluster> seen_at(const Versions& versions, Instant at) const;
  void set(const api::ClusterKey& key, std::optional<RealCluster> cluster, Now now);
  RealCluster make(const api::ClusterSpec& spec, Now now);
  Duration some_lag();
  api::Cluster as_answered(const api::ClusterKey& key, const RealCluster& cluster);
  Answer list(const Call& call, Duration lag, Now now);
  Answer shown(const api::ClusterKey& key, const RealCluster& cluster);
  Answer change(const Call& call, Now now);

  Nature nature_;
  Random random_;
  World clusters_;
  Life lives_ = 0;
};

}  // namespace fwop::simulation
