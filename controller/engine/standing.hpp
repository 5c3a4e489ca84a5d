#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/clock.hpp"
#include "api/clusters/error.hpp"
#include "api/clusters/fields.hpp"
#include "controller/engine/decide.hpp"
#include "controller/model/verdict.hpp"
#include "controller/model/view.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

/// What is shown of one cluster in one line.
struct Standing {
  Verdict verdict = Verdict::Unknown;
  Reason reason = Reason::NotObservedYet;
  std::string message;

  bool operator==(const Standing&) const = default;
};

/// What the standing of one cluster depends on, as plain facts. The caller owns what they point to.
struct StandingFacts {
  Decision decision;

  // What was read.
  bool was_read = false;  ///< A read has told whether it exists.
  bool exists = false;    ///< As last read.
  WallTime read_at{};
  /// Time since the newest read began, or since our last changing call ended, if that is later. Nothing if
  /// there was neither.
  std::optional<Instant::duration> age;
  Duration staleness_limit{0};
  std::string_view status_code;  ///< As the API gives it, for a cluster that exists.
  std::string_view status_message;
  const std::vector<api::FieldDifference>* drift = nullptr;  ///< Null: nothing differs.

  // Its account.
  struct ClosedGate {
    Reason reason = Reason::ApiUnavailable;
    std::string_view message;
    std::uint32_t failures = 0;  ///< In a row.
  };
  std::optional<ClosedGate> reads_closed;
  std::optional<ClosedGate> changes_closed;
  std::string_view list_problem;  ///< Why the last LIST failed; empty if it did not.

  // What keeps its change from being sent.
  std::optional<HeldChange> held;  ///< By the brake, or until a removal counts.
  struct ChangesHeld {
    Reason reason = Reason::PlanNotApproved;
    std::string message;
    bool until_released = true;  ///< If false, it ends by itself.
  };
  std::optional<ChangesHeld> changes_held;  ///< Set if all changes are held.
  std::string_view record_refused;          ///< Why the journal refuses its record now; empty if it does not.

  // Its own failures.
  std::uint32_t failures = 0;  ///< In a row.
  const api::Error* last_error = nullptr;
  bool terminal = false;  ///< The last one will not go away by itself.

  // A cluster that is coming up; used only while the decision says so.
  std::optional<WallTime::duration> coming_up_for;  ///< Since its create was sent.
  Duration usual{0};                                ///< It rarely takes longer than this.

  // Used only with a decision to hold, each with its own reason.
  std::string_view cluster_id;
  bool create_lost_answer = false;  ///< A create of ours may have made what exists.
  std::string_view dispute;         ///< Where it is declared, if more than once.
  const manifests::Suspension* suspended_by_command = nullptr;   ///< Null when none is in force.
  const manifests::Suspension* suspended_in_manifest = nullptr;  ///< Likewise.
  WallTime unmanaged_at{};   ///< When its removal will count, if nothing changes.
  std::string removal_hold;  ///< Why a manifest that is not found may mean nothing.
};

/// A pure function.
Standing standing_of(const StandingFacts& facts);

/// True if nothing will happen until a person does something.
bool is_stalled(const StandingFacts& facts);

/// The fields that differ, with both values. A long list is cut and ends with "…".
std::string field_list(const std::vector<api::FieldDifference>& drift, bool immutable_only);

}  // namespace fwop::controller
