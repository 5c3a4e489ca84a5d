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
  /// Calls per second of all accounts together; the burst is twice that. At least budget_per_second. 0 here
  /// or there means no such limit.
  double total_budget_per_second = 100;

  Duration sweep_settled = std::chrono::seconds(60);  ///< ± sweep_jitter.
  double sweep_jitter = 0.1;
  /// The shortest wait before a poll, and between two sweeps for clusters in motion.
  Duration poll_first = std::chrono::seconds(1);
  Duration poll_longest = std::chrono::seconds(15);

  /// A call is answered or given up within this time.
  Duration request_timeout = std::chrono::seconds(30);

  Duration backoff_first = std::chrono::seconds(1);
  Duration backoff_longest = std::chrono::minutes(2);
  /// Wait before a request is retried that will fail until a person does something.
  Duration terminal_retry = std::chrono::hours(1);

  /// How long the manifest of a cluster must have been gone before its policy is followed. Never shorter
  /// than one settled sweep; 0 is for manifests that cannot come back by themselves (`apply`, an approved
  /// plan).
  Duration deletion_grace = std::chrono::minutes(10);

  /// A cluster that was last seen longer ago than this is Unknown. Default: five times sweep_settled.
  std::optional<Duration> staleness_limit;
  /// A create that takes longer is reported as slow, until a usual time is learned. Nothing else follows.
  Duration soft_deadline = std::chrono::hours(1);
  /// Wait before a FAILED cluster is recreated; doubles each time.
  Duration recreate_first = std::chrono::minutes(5);
  Duration recreate_longest = std::chrono::hours(6);

  /// The brake's limits for a rolling hour. Nothing: no limit. One delete is always allowed.
  double max_delete_percent = 10;
  std::optional<std::size_t> max_creates;
  std::optional<std::size_t> max_updates;
};

}  // namespace fwop::controller
