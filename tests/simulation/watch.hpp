#pragma once

#include <optional>
#include <string>
#include <vector>

#include "brake_watch.hpp"
#include "complaints.hpp"
#include "controller/engine/engine_options.hpp"
#include "evidence_watch.hpp"
#include "gate_watch.hpp"
#include "ledger_watch.hpp"
#include "pace_watch.hpp"
#include "verdict_watch.hpp"
#include "wish_watch.hpp"

namespace fwop::simulation {

/// Watches what the engine does and holds it against what the world knows and the engine was told,
/// independently of how it decided: a family of promises a member. The first thing that must never happen
/// ends the run.
class Watch {
 public:
  struct Settings {
    controller::EngineOptions options;
    Duration removal_takes{};
    bool calm = false;
    bool overwrites = false;
    /// Within that time the server's own times tell no two clusters apart.
    Duration same_moment{};
  };
  explicit Watch(const Settings& settings);

  /// A new process begins: what the old one had been told counts for nothing but what it wrote down.
  void restarted(const Journal& durable, Now now);
  /// Files were read, and the engine told of it.
  void read(const Sayings& sayings, const SimApi& truth, Now now);
  /// The engine wants a changing call made. It leaves later, and what people do in between cannot stop it.
  void decided(const Call& call, Now now);
  /// The call leaves now. `durable` is what the journal holds at this moment.
  void leaves(const Call& call, const Journal& durable, const SimApi& truth, Now now);
  /// What the engine is told of a call it asked for at `asked`.
  void answered(const Call& call, const Answer& answer, Instant asked, Now now);
  /// The engine has dropped the cluster: nothing is recorded or declared any more.
  void forgot(const api::ClusterKey& key);
  /// A person asked to let go of the cluster: it may be called a stranger's from now on.
  void let_go(const api::ClusterKey& key);
  /// And was told that it is not managed any more.
  void abandoned(const api::ClusterKey& key);
  void published(const std::vector<controller::ClusterView>& views, const SimApi& truth, Now now);

  [[nodiscard]] const std::optional<std::string>& violation() const { return complaints_.first(); }
  void violate(std::string what) { complaints_.add(std::move(what)); }

 private:
  Settings settings_;
  Complaints complaints_;

 public:
  LedgerWatch ledger;
  WishWatch wishes;
  EvidenceWatch evidence;
  BrakeWatch brake;
  PaceWatch pace;
  GateWatch gates;
  VerdictWatch verdicts;
};

}  // namespace fwop::simulation
