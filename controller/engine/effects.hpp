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
  /// Of a call that changes something: it may leave, and take effect, only before that moment. What it rests
  /// on was decided too long ago then.
  Instant deadline{};
};

/// The call never left.
struct NotSent {
  enum class Cause {
    JournalFailed,  ///< What it depends on could not be made durable.
    RecordRefused,  ///< The journal keeps all but the record of this very cluster.
    Recalled,       ///< The engine asked for that (Effects::recalled).
    TooLate,        ///< Its deadline, or the time for which this process may act, had come.
  };
  std::string message;
  bool disk_full = false;  ///< Why the journal failed.
  Cause cause = Cause::JournalFailed;
};
/// A Delete that was accepted.
struct Accepted {};

/// How a call ended.
using Outcome = std::variant<api::Cluster, api::ClusterPage, Accepted, api::Error, NotSent>;

/// What the engine wants done after an input. The batch is to be made durable first: a mutating call of
/// these effects may leave only then, and is answered NotSent when that fails. Reads need not wait.
struct Effects {
  JournalBatch batch;
  std::vector<Call> calls;
  /// Calls of earlier effects that are wanted no more. One that has not left is not to leave, and is
  /// answered NotSent, Recalled, before anything else is made durable.
  std::vector<CallId> recalled;
  std::vector<Reconciled> reconciled;
  std::vector<AccountEvent> account_events;
  std::vector<Duration> became_ready;    ///< From first seen to READY, one for each that got there.
  std::vector<Duration> poll_lateness;   ///< How late each poll that started ran.
  std::vector<api::ClusterKey> dropped;  ///< Known no more.
  /// Each cluster whose view may have changed since the last effects, once. What concerns many (a gate that
  /// shuts or opens, a hold, the brake's hour, what is usual) names each of them; there is no "all". A key
  /// that is in `dropped` too went and came back: drop it first. At first all that the journal remembered is
  /// named.
  ///
  /// Who keeps a copy of all views and renews those that are named is wrong only in what moves by itself:
  /// - observed_at and next_try: a read that shows the same names nothing;
  /// - a view that grows stale is named within a fifth of the staleness limit;
  /// - a create that takes longer than usual, and a suspension that ends, are named at the next look;
  /// - of a change that the brake holds, how many of the hour's calls have grown old, and when there is room.
  std::vector<api::ClusterKey> changed;
  /// Tick the engine then at the latest; nothing: only an input can change anything.
  std::optional<Instant> wake;
};

/// What of it is for everybody who shows clusters. Points into `effects`.
inline FleetUpdate update_of(const Effects& effects) {
  return {effects.changed,    effects.dropped,      effects.batch.events, effects.account_events,
          effects.reconciled, effects.became_ready, effects.poll_lateness};
}

}  // namespace fwop::controller
