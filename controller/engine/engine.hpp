#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/base/clock.hpp"
#include "controller/engine/effects.hpp"
#include "controller/engine/engine_options.hpp"
#include "controller/engine/holds.hpp"
#include "controller/model/command.hpp"
#include "controller/model/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// Everything that is decided: which call to make next, for whom, and when. Level-based, as in
/// controller-runtime: each input only says that something may have changed, and what to do follows from
/// what is desired, what was observed and what is recorded.
///
/// No I/O, no clock, no threads: the same inputs and seed give the same outputs. After each input the
/// owner takes the effects, makes their batch durable, sends their calls and answers each call exactly
/// once with complete(). `now` must never go back in steady time. Not thread-safe.
class Engine {
 public:
  /// What is desired of one cluster and what was last observed of it; points into the engine.
  struct Basis {
    const api::ClusterKey& key;
    const manifests::Manifest* manifest;  ///< Null when none declares it now, or several do.
    bool observed;                        ///< At all; else the rest says nothing.
    bool exists;
    api::ClusterState state;
    std::optional<WallTime> create_time;
    const api::ClusterSpec* spec;  ///< Null when it does not exist.
  };

  Engine(EngineOptions options, JournalContents journal, std::uint64_t seed, Now now);
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  // Inputs.
  void desire(std::shared_ptr<const manifests::Snapshot> snapshot, Now now);
  void complete(CallId call, Outcome outcome, Now now);
  void tick(Now now);
  /// Looks at once, whatever the back-off: at one cluster, or at all when `key` is nothing. Returns at how
  /// many.
  std::size_t reconcile_now(const std::optional<api::ClusterKey>& key, Now now);
  /// Lets held changes go through, once, and returns them; with `dry_run`, only returns them.
  std::vector<HeldChange> release_brake(const ReleaseCommand& command, Now now);
  /// No change leaves from now on until that kind is released, and no other kind holds either. `why` is shown
  /// with each cluster that would be changed. A kind that did not hold yet also recalls what was decided and
  /// has not left (Effects::recalled).
  void hold(HoldKind kind, std::string why, Now now);
  void release(HoldKind kind, Now now);
  /// Carries out a person's command. What follows from it is to be durable before that person is told.
  CommandResult execute(const api::ClusterKey& key, const Command& command, Now now);
  /// No call is wanted from now on; what is in flight is still to be completed.
  void stop();

  /// What came of the inputs since the last time.
  Effects take_effects(Now now);

  // Views, all by value.
  [[nodiscard]] std::optional<ClusterView> cluster(const api::ClusterKey& key, Now now) const;
  [[nodiscard]] std::vector<ClusterView> clusters(Now now) const;  ///< By key.
  /// The same one by one: a view takes more room than all that is kept of a cluster.
  void each_cluster(Now now, const std::function<void(const ClusterView&)>& visit) const;
  /// At most `most` of those that come after `after` by key, or of all when that is nothing. A walk in such
  /// slices may let inputs come in between, and meets each cluster once at most.
  [[nodiscard]] std::vector<ClusterView> clusters_after(const std::optional<api::ClusterKey>& after,
                                                        std::size_t most, Now now) const;
  /// How many clusters there are of each verdict, without making their views.
  [[nodiscard]] std::map<Verdict, std::size_t> verdicts(Now now) const;
  [[nodiscard]] std::vector<HeldChange> held(Now now) const;  ///< By key.
  /// Why no change may leave now: what all that hold (HoldKind) say together. Nothing when changes may leave.
  [[nodiscard]] std::optional<std::string> changes_held(Now now) const;
  [[nodiscard]] std::vector<AccountView> accounts(Now now) const;  ///< By account id.
  /// What decisions rest on, one by one, by key.
  void each_basis(const std::function<void(const Basis&)>& visit) const;
  [[nodiscard]] EngineStats stats(Now now) const;
  [[nodiscard]] std::shared_ptr<const manifests::Snapshot> snapshot() const;  ///< Null before the first.
  /// Every account has had one complete LIST, and the first snapshot was desired.
  [[nodiscard]] bool observed_once() const;
  /// A cluster whose manifest was removed waits for a sweep before its policy is followed.
  [[nodiscard]] bool removal_pending() const;
  /// Nothing is in motion or due: every declared cluster is Ready, or needs a person.
  [[nodiscard]] bool settled() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fwop::controller
