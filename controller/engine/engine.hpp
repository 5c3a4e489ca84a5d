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

/// Decides which API call to make next, for which cluster, and when. Level-based, as in controller-runtime:
/// an input only says that something may have changed. What to do follows from what is desired, observed and
/// recorded.
///
/// No I/O, no clock, no threads: the same inputs and seed give the same outputs. After each input the
/// owner takes the effects, makes their batch durable, sends their calls and answers each call exactly
/// once with complete(). `now` must never go back in steady time. Not thread-safe.
class Engine {
 public:
  /// What is desired of one cluster, and what was last observed of it. Points into the engine.
  struct Basis {
    const api::ClusterKey& key;
    const manifests::Manifest* manifest;  ///< Null if no manifest, or more than one, declares it.
    bool observed;                        ///< If false, the members below mean nothing.
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
  /// Reconciles at once, whatever the back-off, and sweeps the accounts: one cluster, or all if `key` is
  /// nothing. Returns how many.
  std::size_t reconcile_now(const std::optional<api::ClusterKey>& key, Now now);
  /// Lets held changes go through, once, and returns them; with `dry_run`, only returns them.
  std::vector<HeldChange> release_brake(const ReleaseCommand& command, Now now);
  /// Holds all changes: none is sent until this kind is released and no other kind holds. `why` is shown with
  /// each cluster that waits for a change. A kind that did not hold yet also recalls the changes that were
  /// not sent yet (Effects::recalled).
  void hold(HoldKind kind, std::string why, Now now);
  void release(HoldKind kind, Now now);
  /// Carries out a person's command. Make the effects durable before you show that person the result.
  CommandResult execute(const api::ClusterKey& key, const Command& command, Now now);
  /// Makes no further calls. Still complete() those in flight.
  void stop();

  /// Returns the effects of all inputs since the last call.
  Effects take_effects(Now now);

  // Views, all by value.
  [[nodiscard]] std::optional<ClusterView> cluster(const api::ClusterKey& key, Now now) const;
  [[nodiscard]] std::vector<ClusterView> clusters(Now now) const;  ///< By key.
  /// The same, one at a time: a view takes more memory than the engine's own state of a cluster.
  void each_cluster(Now now, const std::function<void(const ClusterView&)>& visit) const;
  /// Up to `most` clusters whose key is greater than `after` (from the first one if that is nothing), by key.
  /// Inputs may come between two such calls; a walk still meets each cluster at most once.
  [[nodiscard]] std::vector<ClusterView> clusters_after(const std::optional<api::ClusterKey>& after,
                                                        std::size_t most, Now now) const;
  /// How many clusters there are of each verdict, without making their views.
  [[nodiscard]] std::map<Verdict, std::size_t> verdicts(Now now) const;
  [[nodiscard]] std::vector<HeldChange> held(Now now) const;  ///< By key.
  /// Why no change may leave now: what all that hold (HoldKind) say together. Nothing when changes may leave.
  [[nodiscard]] std::optional<std::string> changes_held(Now now) const;
  [[nodiscard]] std::vector<AccountView> accounts(Now now) const;  ///< By account id.
  /// Visits the basis of each cluster, by key. The reference is valid only during the visit.
  void each_basis(const std::function<void(const Basis&)>& visit) const;
  [[nodiscard]] EngineStats stats(Now now) const;
  [[nodiscard]] std::shared_ptr<const manifests::Snapshot> snapshot() const;  ///< Null before the first.
  /// True if a snapshot was desired, and every account had one complete LIST.
  [[nodiscard]] bool observed_once() const;
  /// True if a removed manifest waits for the deletion grace or a sweep before its policy is followed.
  [[nodiscard]] bool removal_pending() const;
  /// True if nothing is in motion or due: every cluster is Ready, is suspended, or needs a person.
  [[nodiscard]] bool settled() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fwop::controller
