#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "brake_watch.hpp"
#include "controller/engine_options.hpp"
#include "controller/record.hpp"
#include "controller/view.hpp"
#include "manifests/snapshot.hpp"
#include "sim_api.hpp"

namespace fwop::simulation {

/// Watches what the engine does and compares it with what it was told, independently of how it decided.
/// The first thing that must never happen ends the run.
class Watch {
 public:
  using Journal = BrakeWatch::Journal;

  explicit Watch(controller::EngineOptions options) : options_(options), brake_(options.max_delete_percent) {}

  /// A new process begins: what the old one had been told counts for nothing but what it wrote down.
  void restarted(const Journal& durable, Now now);
  void told_manifests(std::shared_ptr<const manifests::Snapshot> snapshot, Now now);
  /// The engine wants the call made. It leaves later, and what people do in between cannot stop it.
  void decided(const Call& call);
  /// The call leaves now. `durable` is what the journal holds at this moment.
  void sent(const Call& call, const Journal& durable, Now now);
  /// What the engine is told of a call it asked for at `asked`.
  void answered(const Call& call, const Outcome& outcome, Instant asked, Now now);
  /// The engine has dropped the cluster: nothing is recorded or declared any more.
  void forgot(const api::ClusterKey& key);
  /// The server carried out a create of ours that the journal knows of.
  void made(const api::ClusterKey& key, api::WallTime create_time) { made_[key] = create_time; }
  [[nodiscard]] bool is_made_by_us(const api::ClusterKey& key, const RealCluster& cluster) const;
  /// A person released the brake.
  void released() { brake_.released(); }
  /// A person was told that the cluster is suspended by command, until then if anything; or asked to end it.
  void suspended(const api::ClusterKey& key, std::optional<api::WallTime> until) { suspended_[key] = until; }
  void resumed(const api::ClusterKey& key) { suspended_.erase(key); }
  /// A person asked to let go of the cluster: it may be called a stranger's from now on.
  void let_go(const api::ClusterKey& key);
  /// A person was told that the cluster is not managed any more.
  void abandoned(const api::ClusterKey& key);
  /// The engine was given an input at that time.
  void saw(Now now) { latest_wall_ = std::max(latest_wall_, now.wall); }
  /// The verdicts as published, against the truth.
  void verdicts(const std::vector<controller::ClusterView>& views, SimApi& truth, Now now);

  [[nodiscard]] const std::optional<std::string>& violation() const { return violation_; }
  void violate(std::string what) {
    if (!violation_) violation_ = std::move(what);
  }

 private:
  /// What the present process was told of one cluster.
  struct Evidence {
    int changing = 0;                  ///< Mutating calls in flight.
    std::optional<Instant> attempted;  ///< When the last of them was answered.
    std::optional<Instant> missing;    ///< Begin of the newest GET that said 404.
    std::optional<Instant> read;       ///< Begin of the newest GET that showed it.
    std::optional<api::Cluster> last;  ///< What that GET, or a later create, showed.
    bool seen = false;
    std::optional<Instant> deleted;  ///< When a delete of ours was accepted.
  };
  /// What the engine had been told of the wish when it decided.
  struct Told {
    std::shared_ptr<const manifests::Manifest> wanted;
    std::optional<manifests::Policy> policy;
    std::optional<Instant> gone_since;
  };
  struct Listing {
    Instant began{};
    std::set<std::string> ids;
    bool running = false;
    std::optional<Instant> complete_began;
    std::set<std::string> complete_ids;
  };

  void check_create(const Call& call, const Evidence& evidence, Now now);
  void check_update(const Call& call, const Evidence& evidence, const Journal& durable, Now now);
  void check_delete(const Call& call, const Evidence& evidence, const Journal& durable, Now now);
  void page_answered(const Call& call, const api::ClusterPage& page, Instant asked);
  void remember(const api::ClusterKey& key, const api::Cluster& cluster, Instant asked);

  controller::EngineOptions options_;
  std::optional<std::string> violation_;
  std::map<api::ClusterKey, Evidence> evidence_;
  std::map<controller::CallId, Told> told_;
  std::map<std::string, Listing> listings_;
  std::shared_ptr<const manifests::Snapshot> snapshot_;
  std::map<api::ClusterKey, std::shared_ptr<const manifests::Manifest>> wanted_;
  std::map<api::ClusterKey, manifests::Policy> last_policy_;
  std::map<api::ClusterKey, Instant> gone_since_;
  /// The truth, sampled and as answered, as far back as a verdict may be stale.
  std::map<api::ClusterKey, std::deque<std::pair<Instant, RealCluster>>> past_;
  std::map<api::ClusterKey, api::WallTime> made_;
  /// By command, as acknowledged: it holds whatever process runs.
  std::map<api::ClusterKey, std::optional<api::WallTime>> suspended_;
  std::set<api::ClusterKey> abandoned_;  ///< And not declared since.
  api::WallTime latest_wall_{};          ///< The wall clock may go back; what was over stays over.
  BrakeWatch brake_;
  Instant started_{};
};

}  // namespace fwop::simulation
