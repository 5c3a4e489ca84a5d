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

/// The headline of one cluster.
struct Standing {
  Verdict verdict = Verdict::Unknown;
  Reason reason = Reason::NotObservedYet;
  std::string message;

  bool operator==(const Standing&) const = default;
};

/// Everything that the headline of one cluster depends on, as plain facts. What they point to is the
/// caller's.
struct StandingFacts {
  Decision decision;

  // What was read.
  bool was_read = false;  ///< A read has told whether it exists.
  bool exists = false;    ///< As last read.
  WallTime read_at{};
  /// How old is what we know: since that read began, or our last attempt ended. Nothing: there was neither.
  std::optional<Instant::duration> age;
  Duration staleness_limit{0};
  std::string_view status_code;  ///< As the API gives it, of a cluster that exists.
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
  std::string_view list_problem;  ///< Why the last LIST did not get to its end; empty when it did.

  // What keeps its change from leaving.
  std::optional<HeldChange> held;  ///< By the brake, or until a removal counts.
  struct ChangesHeld {
    Reason reason = Reason::PlanNotApproved;
    std::string message;
    bool until_released = true;  ///< Else it ends by itself.
  };
  std::optional<ChangesHeld> changes_held;  ///< Every change is held.
  std::string_view record_refused;  ///< Why the journal does not keep its record just now; empty: it does.

  // Its own failures.
  std::uint32_t failures = 0;  ///< In a row.
  const api::Error* last_error = nullptr;
  bool terminal = false;  ///< The last one will not go away by itself.

  // Coming up; only looked at while that is the decision.
  std::optional<WallTime::duration> coming_up_for;  ///< Since its create was sent.
  Duration usual{0};                                ///< It takes longer than this only seldom.

  // What a decision to hold rests on; each only looked at with the decision that it belongs to.
  std::string_view cluster_id;
  bool create_lost_answer = false;  ///< A create of ours may have made what exists.
  std::string_view dispute;         ///< Where else it is declared.
  const manifests::Suspension* suspended_by_command = nullptr;   ///< Null when none is in force.
  const manifests::Suspension* suspended_in_manifest = nullptr;  ///< Likewise.
  WallTime unmanaged_at{};   ///< When its removal counts, should nothing come in between.
  std::string removal_hold;  ///< Why a manifest that is not found may mean nothing.
};

/// What is said of a cluster. Pure.
Standing standing_of(const StandingFacts& facts);

/// True if nothing goes on before a person does something.
bool is_stalled(const StandingFacts& facts);

/// The fields that differ, and how; at most some of them.
std::string field_list(const std::vector<api::FieldDifference>& drift, bool immutable_only);

}  // namespace fwop::controller
