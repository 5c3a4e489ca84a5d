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
#include "controller/engine/changes.hpp"
#include "controller/engine/decide.hpp"
#include "controller/engine/effects.hpp"
#include "controller/engine/observation.hpp"
#include "controller/engine/standing.hpp"
#include "controller/engine/work_queue.hpp"
#include "controller/model/record.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

struct Account;

/// Everything the engine knows about one cluster. Owned by the engine; the queues point to it.
struct Entry {
  std::uint64_t ordinal = 0;  ///< Order of arrival: breaks ties the same way in every run.
  Account* account = nullptr;

  // Desired.
  std::shared_ptr<const manifests::Manifest> manifest;  ///< In force; null when removed or disputed.
  bool disputed = false;
  std::string dispute;  ///< Where it is declared, if disputed.
  /// When the manifest was found to be gone from a fully read source.
  std::optional<Instant> removed_at;
  Boxed<std::string> removed_from;  ///< Where the manifest was, as FILE:LINE.
  bool removal_released = false;    ///< A person ended the wait for the deletion grace.
  bool removal_begun = false;       ///< Its delete was begun: the removal counts from then on.

  // Remembered.
  Record record;
  ChangeMark change;
  /// How many times the open intent has been, or may have been, sent; 0 while it is only being journaled.
  std::uint32_t spoken_attempts = 0;
  /// The record before a create that was not sent yet. Restored if it is never sent.
  Boxed<Record> before_create;
  Boxed<std::string> refusal;  ///< Why the journal refused `record`; reset once a call was sent.
  std::uint32_t refusals = 0;  ///< How often it did, in a row.

  // Observed.
  Observation seen;
  std::vector<api::FieldDifference> drift;  ///< Between what was seen and what is declared.
  /// When our last changing call ended. Only a read that began then or later counts.
  Instant blind_until{};
  /// A read that began earlier may lag behind our last change.
  Instant lag_until = Instant::min();
  /// The spec before our last update. A read that began before `lag_until` and shows it lags behind.
  std::shared_ptr<const api::ClusterSpec> before_update;
  bool list_is_no_help = false;        ///< The last LIST named it without readable content: it needs a GET.
  Instant looked_at = Instant::min();  ///< When its newest completed call began, whatever the outcome.
  std::uint64_t swept = 0;             ///< Number of the last sweep that listed it,
  std::uint64_t swept_at_send = 0;     ///< and its value when our last call was made.

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
  bool read_for_change = false;      ///< Its read before a change is in flight, or done.
  Instant look_due_at{};
  bool urgent = false;  ///< A user's change is being worked on.
  std::optional<Instant> timer;

  // Pace.
  std::uint32_t failures = 0;
  /// The change that the failures belong to. A read does not reset them; another change does.
  std::optional<api::Verb> failed_change;
  bool terminal = false;  ///< The last failure will not go away by itself.
  Instant not_before{};
  Boxed<api::Error> last_error;
  std::optional<Instant> failed_since;
  std::optional<Instant> updated_at;  ///< Our last successful update.

  // Published.
  Decision decision;
  std::optional<Instant> waiting_since;  ///< Since when it waits for the current reason.
  Standing standing;
  bool announced = false;
  bool settled = false;  ///< Nothing is under way or due but the next sweep.

  /// True if its change waits for a release of the brake.
  [[nodiscard]] bool braked() const { return record.brake && !record.brake->released; }
};

/// Orders entries by the key in their record.
struct EntryByKey {
  using is_transparent = void;
  static const api::ClusterKey& key(const std::unique_ptr<Entry>& entry) { return entry->record.key; }
  static const api::ClusterKey& key(const api::ClusterKey& key) { return key; }
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return key(a) < key(b);
  }
};

}  // namespace fwop::controller
