#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/base/clock.hpp"
#include "api/clusters/error.hpp"
#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/fleet_update.hpp"
#include "controller/model/journal_batch.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

using CallId = std::uint64_t;

/// One API call that the engine wants made. List has an empty cluster_id and asks for one page.
struct Call {
  CallId id = 0;
  api::Verb verb = api::Verb::Get;
  api::ClusterKey key;
  std::shared_ptr<const api::ClusterSpec> spec;  ///< Create and Update.
  std::vector<std::string> mask;                 ///< Update.
  std::string page_token;                        ///< List.
  Reason reason = Reason::NotObservedYet;        ///< Why it is made.
  std::uint64_t reconcile_id = 0;
  /// Create, Update and Delete: the call must be sent and answered before this time. Later, what the decision
  /// rests on is too old.
  Instant deadline{};
};

/// The call was not sent.
struct NotSent {
  enum class Cause {
    JournalFailed,  ///< Its intent could not be made durable.
    RecordRefused,  ///< The journal refused only this cluster's record; it works for all others.
    Recalled,       ///< The engine recalled it (Effects::recalled).
    TooLate,        ///< Its deadline, or the time for which this process may act, was over.
  };
  std::string message;
  bool disk_full = false;  ///< Why the journal failed.
  Cause cause = Cause::JournalFailed;
};
/// A Delete that was accepted.
struct Accepted {};

/// How a call ended.
using Outcome = std::variant<api::Cluster, api::ClusterPage, Accepted, api::Error, NotSent>;

/// What the owner must do after an input. Make `batch` durable before you send a Create, Update or Delete of
/// `calls`; if that fails, answer the call with NotSent. Reads need not wait.
struct Effects {
  JournalBatch batch;
  std::vector<Call> calls;
  /// Calls of earlier effects that are no longer wanted. If such a call was not sent yet, do not send it:
  /// answer it with NotSent, Recalled, before you make anything else durable.
  std::vector<CallId> recalled;
  std::vector<Reconciled> reconciled;
  std::vector<AccountEvent> account_events;
  std::vector<Duration> became_ready;    ///< For each cluster that became READY: time since declared.
  std::vector<Duration> poll_lateness;   ///< One for each poll that started: how late it was.
  std::vector<api::ClusterKey> dropped;  ///< The engine no longer knows these clusters.
  /// Each cluster whose view may have changed since the last effects, once. A change that concerns many
  /// clusters (a gate, a hold, the brake's count, the usual time to READY) names each of them; there is no
  /// "all". A key that is also in `dropped` was dropped and came back: drop it first. The first effects name
  /// every cluster that the journal remembered.
  ///
  /// A caller that keeps a copy of all views, and refreshes those that are named, is out of date only in
  /// this:
  /// - observed_at and next_try: a read that shows no difference names no cluster;
  /// - a view that becomes stale is named within a fifth of the staleness limit;
  /// - a create that takes longer than usual, and a suspension that ends, are named at the next reconcile;
  /// - HeldChange::used and room_at of a change that the brake holds, as calls get older than an hour.
  std::vector<api::ClusterKey> changed;
  /// Call tick() at this time at the latest. Nothing: no tick is needed before the next input.
  std::optional<Instant> wake;
};

/// What of it is for everybody who shows clusters. Points into `effects`.
inline FleetUpdate update_of(const Effects& effects) {
  return {effects.changed,    effects.dropped,      effects.batch.events, effects.account_events,
          effects.reconciled, effects.became_ready, effects.poll_lateness};
}

}  // namespace fwop::controller
