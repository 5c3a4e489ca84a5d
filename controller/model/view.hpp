#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/base/clock.hpp"
#include "api/clusters/fields.hpp"
#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/condition.hpp"
#include "controller/model/verdict.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

/// A suspension in force.
struct SuspensionView {
  bool by_command = false;  ///< By `suspend`; else in its manifest.
  manifests::Suspension what;
};

/// A change that is wanted and waits: for a person, or for time to pass.
struct HeldChange {
  enum class Cause {
    Brake,  ///< More than the brake allows within an hour; it waits for a release.
    Grace,  ///< A manifest was removed: its cluster is deleted at `due_at`, or by a release.
  };
  api::ClusterKey key;
  api::Verb verb = api::Verb::Delete;
  Cause cause = Cause::Brake;
  std::size_t used = 0;             ///< Brake: calls of that kind within the last hour,
  std::size_t limit = 0;            ///< and how many are allowed.
  std::optional<WallTime> room_at;  ///< Brake: when `used` falls below `limit`; nothing: it is below now.
  std::optional<WallTime> since;    ///< Grace: when the manifest was seen to be gone.
  std::optional<WallTime> due_at;   ///< Grace: when the delete is sent at the earliest.
  std::string place;  ///< Grace: where the manifest was, as FILE:LINE; empty if that is not known.

  bool operator==(const HeldChange&) const = default;
};

/// One line for people: "delete held by the brake (3 of 3 this hour; room again at 2026-11-25T14:05:00Z)".
std::string hold_text(const HeldChange& held);

/// What is shown of one cluster. A copy, made from the engine on request.
struct ClusterView {
  api::ClusterKey key;
  std::string name;  ///< metadata.name; the cluster id once the manifest is gone.
  std::map<std::string, std::string> labels;
  bool declared = false;        ///< A manifest of it is in force.
  bool stale_manifest = false;  ///< Its file is broken now; the last good version is in force.
  manifests::Origin origin;
  std::string region;
  bool owned = false;
  bool exists = false;  ///< As last observed.
  api::ClusterState state = api::ClusterState::Unspecified;
  std::string state_text;  ///< As the server wrote it; empty when it does not exist.
  api::ClusterStatus status;
  Verdict verdict = Verdict::Unknown;
  Reason reason = Reason::NotObservedYet;
  std::string message;    ///< One line for a person.
  std::string next_step;  ///< What happens next, or what a person has to do.
  Conditions conditions;
  std::uint64_t generation = 0;
  std::uint64_t observed_generation = 0;
  WallTime first_seen{};
  std::optional<WallTime> observed_at;
  std::optional<WallTime> create_sent;  ///< While it comes up from a create of ours.
  std::optional<WallTime> ready_since;
  std::optional<WallTime> expected_ready;
  std::optional<WallTime> next_try;
  std::uint32_t failures = 0;  ///< In a row.
  std::string last_error;
  std::vector<api::FieldDifference> drift;
  std::vector<SuspensionView> suspensions;  ///< In force.
  std::optional<HeldChange> held;           ///< Its change that waits.
  bool settled = false;                     ///< Nothing is under way or due but the next sweep.
};

/// What is shown of one account.
struct AccountView {
  std::string account_id;
  bool gate_open = true;                    ///< For reads and for changes.
  bool gate_changes_only = false;           ///< Closed for changes alone: reads go on.
  Reason gate_reason = Reason::AsDeclared;  ///< Why it is closed.
  std::string gate_message;
  std::optional<WallTime> gate_retry_at;
  std::uint32_t gate_failures = 0;
  double budget_tokens = 0;
  std::size_t calls_in_flight = 0;
  std::optional<WallTime> last_success;           ///< Of any call.
  std::optional<WallTime> last_full_observation;  ///< Begin of the last complete LIST.
  std::optional<Duration> observation_age;        ///< Its age by the steady clock.
  std::uint64_t sweeps_complete = 0;
  std::uint64_t sweeps_failed = 0;
  std::string list_problem;       ///< Why the last LIST failed; empty if it did not.
  std::size_t clusters_seen = 0;  ///< In the last complete LIST, ours or not.

  /// True if reads failed at least twice in a row, the second time with the key read again.
  [[nodiscard]] bool reads_fail_again() const {
    return !gate_open && !gate_changes_only && gate_failures >= 2;
  }
};

/// Counters since the engine was made, and gauges now.
struct EngineStats {
  std::uint64_t queue_adds = 0;
  std::uint64_t queue_retries = 0;
  std::array<std::size_t, 4> queue_depth{};  ///< By priority: user change, in motion, failed, drift.
  std::size_t workers = 0;                   ///< Calls for clusters in flight.
  std::size_t max_workers = 0;
  std::chrono::nanoseconds unfinished_work{};  ///< Sum over the calls in flight.
  std::chrono::nanoseconds longest_running{};
  std::uint64_t brake_trips = 0;
  std::size_t braked = 0;  ///< Clusters waiting for a release.
};

}  // namespace fwop::controller
