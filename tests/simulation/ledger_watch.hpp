#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "complaints.hpp"
#include "files.hpp"
#include "sim_api.hpp"

namespace fwop::simulation {

/// Whose a cluster is, by the world's own ledger: ours is a life that a create of ours made, or that a person
/// gave us (by a policy that adopts what it is, or by import). The engine's records are not asked.
class LedgerWatch {
 public:
  /// `same_moment`: lives that began so close together cannot be told apart by what the server shows.
  LedgerWatch(Complaints& complaints, Duration same_moment)
      : complaints_(complaints), same_moment_(same_moment) {}

  /// A create of ours, whoever sent it and whenever it arrived, made that life.
  void made(const api::ClusterKey& key, Life life, Instant born);
  /// The engine is told that the cluster exists so.
  void shown(const api::ClusterKey& key, Life life, const api::Cluster& cluster, Instant born);
  /// A create was answered, and how.
  void answered(const Call& call, const Answer& answer, Now now);
  void restarted(const Journal& durable, Now now);
  /// The engine may be told that a person declares it so; empty: nobody does.
  void declared(const api::ClusterKey& key, std::vector<ManifestPtr> manifests);
  void imported(const api::ClusterKey& key);
  /// A person asked to take it from us; and was told that it is done.
  void doubt(const api::ClusterKey& key);
  void let_go(const api::ClusterKey& key);
  /// The journal keeps that it is ours.
  void kept(const controller::Record& record);
  /// And whether it was READY since it is ours.
  void kept_ready(const controller::Record& record);
  /// The journal keeps nothing of it any more.
  void dropped(const api::ClusterKey& key) { ready_.erase(key); }
  [[nodiscard]] bool was_ready(const api::ClusterKey& key) const {
    return ready_.contains(key) && !deleted_.contains(key);
  }
  /// The engine has dropped it from its journal and its mind.
  void forgot(const api::ClusterKey& key);

  /// A create was decided, and is to be written down before it leaves.
  void decided(const Call& call, Now now) { decided_[call.id] = now.steady; }
  /// An update or a delete leaves, decided on a read that showed that life.
  void changing(const Call& call, Life life, Now now);
  /// A create leaves.
  void creating(const Call& call, const std::optional<RealCluster>& truth, bool overwrites, Now now);

  [[nodiscard]] bool is_ours(Life life) const { return ours_.contains(life); }
  /// A create of ours made it, its answer was told, and the journal has kept that: nothing can take it from
  /// us.
  [[nodiscard]] bool is_surely_ours(Life life) const { return surely_.contains(life); }

 private:
  struct Shown {
    Life life = 0;
    api::Cluster cluster;
  };
  /// A create of ours whose answer nobody has: what is just as it asked for, and was made between then and
  /// when it can arrive at the latest, may be its work.
  struct Attempt {
    controller::CallId id;
    std::shared_ptr<const api::ClusterSpec> spec;
    Instant decided;
    std::optional<Instant> lost;
    std::optional<Instant> refused;  ///< But perhaps the journal does not say so.
  };
  [[nodiscard]] bool may_be_from(const Attempt& attempt, const api::Cluster& cluster, Instant born) const;
  void adopt_if_said(const api::ClusterKey& key);

  Complaints& complaints_;
  Duration same_moment_;
  std::set<Life> ours_;
  std::set<Life> surely_;
  std::set<Life> acknowledged_;  ///< The answer to the create that made it was told.
  std::map<api::ClusterKey, std::map<Life, Instant>> made_;  ///< By our creates, under that name, and when.
  std::map<api::ClusterKey, std::vector<Attempt>> attempts_;
  std::map<api::ClusterKey, Life> ready_;  ///< It was READY since it is ours, that life of it.
  std::map<controller::CallId, Instant> decided_;
  std::set<api::ClusterKey> deleted_;  ///< A delete of ours left, and nothing of ours was made since.
  std::map<api::ClusterKey, Shown> shown_;
  std::map<api::ClusterKey, std::vector<ManifestPtr>> declared_;
};

}  // namespace fwop::simulation
