#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/base/boxed.hpp"
#include "api/base/clock.hpp"
#include "api/clusters/error.hpp"
#include "api/clusters/fields.hpp"
#include "api/clusters/types.hpp"
#include "controller/engine/decide.hpp"
#include "controller/engine/effects.hpp"
#include "controller/engine/work_queue.hpp"
#include "controller/model/record.hpp"
#include "controller/model/verdict.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

struct Account;

/// What was last read of one cluster.
struct Observation {
  enum class What : std::uint8_t { Nothing, Absent, Present };
  What what = What::Nothing;
  Instant began{};  ///< When the newest read was asked for: what happened after it may not be in it.
  WallTime wall{};
  // When absent:
  std::optional<Instant> not_found;  ///< A GET said so, and was answered then.
  bool gone = false;                 ///< A second witness agrees (Knowledge::Gone).
  // When present:
  std::optional<Instant> got;  ///< Begin of the newest GET that showed it just so.
  api::ClusterState state = api::ClusterState::Unspecified;
  /// What says more than that it is in that state and all is well.
  struct Detail {
    std::string state_text;  ///< As the server wrote it.
    api::ClusterStatus status;

    bool operator==(const Detail&) const = default;
  };
  Boxed<Detail> detail;
  std::optional<WallTime> create_time;
  std::shared_ptr<const api::ClusterSpec> spec;

  [[nodiscard]] std::string state_text() const;
  [[nodiscard]] const api::ClusterStatus& status() const;
};

/// What a server's answer says beyond the usual.
Boxed<Observation::Detail> detail_of(const api::Cluster& cluster);

/// The headline of one cluster, as last published.
struct Standing {
  Verdict verdict = Verdict::Unknown;
  Reason reason = Reason::NotObservedYet;
  std::string message;

  bool operator==(const Standing&) const = default;
};

/// Everything the engine holds of one cluster. Owned by the engine; the queues point to it.
struct Entry {
  std::uint64_t ordinal = 0;  ///< Order of arrival: breaks ties the same way in every run.
  Account* account = nullptr;

  // Desired.
  std::shared_ptr<const manifests::Manifest> manifest;  ///< In force; null when removed or disputed.
  bool disputed = false;
  std::string dispute;  ///< Where else it is declared.
  /// The manifest went from a source that was read whole, at that time.
  std::optional<Instant> removed_at;
  Boxed<std::string> removed_from;  ///< Where it stood, as FILE:LINE.
  bool removal_released = false;    ///< A person said not to wait for the grace to be over.
  bool removal_begun = false;       ///< Its delete was decided since: it is followed to its end.

  // Remembered.
  Record record;
  bool recorded = false;  ///< The journal holds it, or is about to.
  bool dirty = false;     ///< `record` is to be written,
  bool touched = false;   ///< and the engine has noted that something may be.
  /// The intent in `record` has reached the server, or may have: false while it is only being written.
  std::uint32_t spoken_attempts = 0;
  /// The record as it was before a create was decided that has not left: it stands again if it never does.
  Boxed<Record> before_create;
  Boxed<std::string> refusal;  ///< Why the journal refused `record`, until an attempt has left.
  std::uint32_t refusals = 0;  ///< How often it did, in a row.

  // Observed.
  Observation seen;
  std::vector<api::FieldDifference> drift;  ///< Of what was seen against what is declared.
  /// Only observations begun then or later count: our last attempt ended at that time.
  Instant blind_until{};
  /// A read begun earlier that lacks the cluster only lags behind our create.
  Instant lag_until = Instant::min();
  /// What an update of ours has just changed; a read begun before `lag_until` that shows it lags behind.
  std::shared_ptr<const api::ClusterSpec> before_update;
  bool list_is_no_help = false;        ///< The last LIST that held it told nothing of it: only a GET can.
  Instant looked_at = Instant::min();  ///< Begin of the newest read of it, whatever came of that.
  std::uint64_t swept = 0;             ///< Number of the last sweep that listed it,
  std::uint64_t swept_at_send = 0;     ///< and what that was when our last call for it left.

  // Under way.
  struct InFlight {
    CallId id;
    api::Verb verb;
    Instant queued_at;
    Instant started;
    std::uint64_t reconcile_id;
  };
  Boxed<InFlight> call;
  std::uint64_t last_reconcile = 0;  ///< The id of the newest call's reconcile.
  bool look_due = false;             ///< Its poll is due.
  bool read_for_change = false;      ///< The GET in flight is the read before a change.
  Instant look_due_at{};
  bool urgent = false;  ///< Something a user did is being worked on.
  std::optional<Instant> timer;

  // Pace.
  std::uint32_t failures = 0;
  /// The failures are of that change: a read does not void them, another change does.
  std::optional<api::Verb> failed_change;
  bool terminal = false;  ///< The last failure will not go away by itself.
  Instant not_before{};
  Boxed<api::Error> last_error;
  std::optional<Instant> failed_since;
  std::optional<Instant> updated_at;  ///< Our last successful update.

  // Published.
  Decision decision;
  std::optional<Instant> waiting_since;  ///< With the present reason to wait.
  Standing standing;
  bool announced = false;
  bool settled = false;  ///< Nothing is under way or due but the next sweep.

  /// Waits for a release of the brake.
  [[nodiscard]] bool braked() const { return record.brake && !record.brake->released; }
};

}  // namespace fwop::controller
