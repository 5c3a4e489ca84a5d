#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "api/base/clock.hpp"
#include "api/clusters/types.hpp"
#include "controller/model/event.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// How one reconcile of one cluster ended, in controller-runtime's words.
enum class ReconcileResult { Success, RequeueAfter, Requeue, Error };
struct Reconciled {
  api::ClusterKey key;
  std::uint64_t id = 0;
  ReconcileResult result = ReconcileResult::Success;
  bool terminal = false;              ///< Error only: the same request fails until a person does something.
  std::chrono::nanoseconds queued{};  ///< From due to start.
  std::chrono::nanoseconds worked{};  ///< From start to end, its call included.
};

/// The calls of an account, or its LIST, began to fail or succeed again. For the log: one event for each such
/// change, not one for each try.
struct AccountEvent {
  std::string account_id;
  EventType type = EventType::Warning;  ///< Normal: it answers again.
  Reason reason = Reason::ApiUnavailable;
  std::string message;
  Duration retry_in{0};  ///< Warning only: time until the next try.
};

/// What one input of the engine changed, for log, metrics and everybody who shows clusters. Points into what
/// the publisher holds, so a receiver copies what it keeps.
struct FleetUpdate {
  std::span<const api::ClusterKey> changed;  ///< Their views may be others now.
  std::span<const api::ClusterKey>
      dropped;  ///< They have no view any more, unless they are in `changed` too.
  std::span<const Event> events;
  std::span<const AccountEvent> account_events;
  std::span<const Reconciled> reconciled;
  std::span<const Duration> became_ready;   ///< For each cluster that became READY: time since declared.
  std::span<const Duration> poll_lateness;  ///< One for each poll that started: how late it was.
};

}  // namespace fwop::controller
