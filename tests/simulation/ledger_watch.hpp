#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "complaints.hpp"
#include "files.hpp"
#include "sim_api.hpp"

namespace fwop::simulation {

/// Whose a cluster is, by the world's own ledger: ours is a life that a create of ours made, or that a person
/// gave us (by a policy that adopts what it is, or by import). The engine's records are not asked.
class LedgerWatch {
 public:
  explicit LedgerWatch(Complaints& complaints) : complaints_(complaints) {}

  /// A create of ours, whoever sent it and whenever it arrived, made that life.
  void made(const api::ClusterKey& key, Life life);
  /// The engine is told that the cluster exists so.
  void shown(const api::ClusterKey& key, Life life, const api::Cluster& cluster);
  /// The engine is told that a person declares it so; null: not, or not clearly.
  void declared(const api::ClusterKey& key, const ManifestPtr& manifest);
  void imported(const api::ClusterKey& key);
  /// A person took it from us.
  void let_go(const api::ClusterKey& key);
  /// The journal keeps that it is ours; the life that the engine was shown last is.
  void kept(const api::ClusterKey& key);
  /// The engine has dropped it from its journal and its mind.
  void forgot(const api::ClusterKey& key);

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
  void adopt_if_said(const api::ClusterKey& key);

  Complaints& complaints_;
  std::set<Life> ours_;
  std::set<Life> surely_;
  std::map<api::ClusterKey, std::set<Life>> made_;  ///< By our creates, under that name.
  std::map<api::ClusterKey, Shown> shown_;
  std::map<api::ClusterKey, ManifestPtr> declared_;
};

}  // namespace fwop::simulation
