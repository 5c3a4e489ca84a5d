#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/base/boxed.hpp"
#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/condition.hpp"
#include "controller/model/server_clock.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

/// A call that changes something, journaled before it is sent. It stays until a read that began after the
/// call ended has shown its result.
struct Intent {
  api::Verb verb = api::Verb::Create;
  std::shared_ptr<const api::ClusterSpec> spec;  ///< As declared when it was sent; null for Delete.
  WallTime written{};                            ///< At its first attempt.
  std::uint32_t attempt = 1;                     ///< Counts from 1, for the same change.
  /// True if an attempt may have taken effect although we received no success.
  bool answer_lost = false;
  /// The server accepted it (Delete); the cluster may still exist for a while.
  bool accepted = false;
  /// True if its last attempt ended: we know what the server said, or that its answer was lost.
  bool ended = false;
  // Create, by the server's clock; nothing where that is not known.
  std::optional<ServerMoment> asked;  ///< When its first attempt was decided.
  /// The latest time at which the last attempt that lost its answer can arrive.
  std::optional<WallTime> arrives_by;
  /// The same for the last attempt, in case our process ends before the attempt does.
  std::optional<WallTime> open_until;
};

/// A change beyond the brake's limit. It waits until a person releases it; time alone does not.
struct BrakeHold {
  api::Verb verb = api::Verb::Delete;
  bool released = false;  ///< A person released it, once.

  bool operator==(const BrakeHold&) const = default;
};

/// A person imported exactly this cluster, under exactly this declaration.
struct AdoptOnce {
  std::optional<WallTime> incarnation;  ///< Its createTime, if the server gives one.
  std::uint64_t digest = 0;             ///< Of the declaration.

  bool operator==(const AdoptOnce&) const = default;
};

/// Everything we remember about one cluster across a restart.
struct Record {
  api::ClusterKey key;
  /// Ours: created by us or adopted.
  bool owned = false;
  /// We have seen it exist at some time: its absence must be confirmed by a GET.
  bool ever_seen = false;
  /// createTime of our cluster. A cluster with the same id and another createTime is not ours.
  std::optional<WallTime> incarnation;
  Boxed<Intent> intent;
  /// The spec that we last applied; null before. For the three-way comparison (api/clusters/fields.hpp).
  std::shared_ptr<const api::ClusterSpec> applied;
  std::uint64_t generation = 0;          ///< Counts changes of what is declared, from 1.
  std::uint64_t applied_generation = 0;  ///< The generation of `applied`.
  std::uint64_t digest = 0;              ///< Of the declaration at `generation`.
  /// As last declared. It still applies after the manifest is removed.
  manifests::Policy policy;
  /// The suspension by command, in addition to policy.suspend.
  Boxed<manifests::Suspension> suspend;
  Boxed<AdoptOnce> adopt_once;
  WallTime first_seen{};
  std::optional<WallTime> create_sent;  ///< Of the last create; start of the time to READY.
  std::optional<WallTime> ready_since;
  bool was_ready = false;         ///< It has been READY while ours, as declared or not.
  std::uint32_t recreations = 0;  ///< Since it was last READY.
  std::optional<WallTime> last_recreation;
  std::optional<BrakeHold> brake;
  std::uint32_t bounces = 0;  ///< How often a value that we set was changed back, at this generation.
  Conditions conditions;
};

}  // namespace fwop::controller
