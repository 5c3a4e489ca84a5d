#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "api/base/clock.hpp"

namespace fwop::controller {

/// The engine's settings, with the defaults of `run`.
struct EngineOptions {
  /// Per account.
  std::size_t max_calls_in_flight = 8;
  double budget_per_second = 20;
  double budget_burst = 40;
  /// Of all accounts together, with twice as much at once. Never less than one account has; 0 for no limit.
  double total_budget_per_second = 100;

  Duration sweep_settled = std::chrono::seconds(60);  ///< ± sweep_jitter.
  double sweep_jitter = 0.1;
  /// After a create, and the shortest time between two sweeps for clusters in motion.
  Duration poll_first = std::chrono::seconds(1);
  Duration poll_longest = std::chrono::seconds(15);

  /// A call is answered, or given up, by then.
  Duration request_timeout = std::chrono::seconds(30);

  Duration backoff_first = std::chrono::seconds(1);
  Duration backoff_longest = std::chrono::minutes(2);
  /// A refusal that the same request will not outlive is tried again this slowly.
  Duration terminal_retry = std::chrono::hours(1);

  /// How long the manifest of a cluster must have been gone before its policy is followed. Never shorter
  /// than one settled sweep; 0 is for manifests that cannot come back by themselves (`apply`, an approved
  /// plan).
  Duration deletion_grace = std::chrono::minutes(10);

  /// A Ready that was last seen longer ago than this is Unknown. Five settled sweeps when nothing is set.
  std::optional<Duration> staleness_limit;
  /// A create that takes longer than this is said to be slow; nothing else comes of it.
  Duration soft_deadline = std::chrono::hours(1);
  /// Before FAILED clusters are recreated again; doubles each time.
  Duration recreate_first = std::chrono::minutes(5);
  Duration recreate_longest = std::chrono::hours(6);

  /// The brake, over a rolling hour. Deletes are at least one.
  double max_delete_percent = 10;
  std::optional<std::size_t> max_creates;
  std::optional<std::size_t> max_updates;
};

}  // namespace fwop::controller
