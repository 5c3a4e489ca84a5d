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

/// A call that changes something, written down before it leaves. It stands until an observation begun
/// after the call ended has told what became of it.
struct Intent {
  api::Verb verb = api::Verb::Create;
  std::shared_ptr<const api::ClusterSpec> spec;  ///< As declared when it was sent; null for Delete.
  WallTime written{};                            ///< At its first attempt.
  std::uint32_t attempt = 1;                     ///< From 1, for the same wish.
  /// An attempt of it may have taken effect although no success was read.
  bool answer_lost = false;
  /// The server said yes (Delete): what is left is that it goes.
  bool accepted = false;
  /// Its last attempt ended: we know what the server said, or that its answer was lost.
  bool ended = false;
  // Create, by the server's clock; nothing where that is not known.
  std::optional<ServerMoment> asked;  ///< When its first attempt was decided.
  /// When the last attempt that lost its answer can arrive at the latest.
  std::optional<WallTime> arrives_by;
  /// Likewise of the last attempt, should we never hear how it ended because our process ended first.
  std::optional<WallTime> open_until;
};

/// A change beyond the brake's limit: it waits for a person, however much time goes by.
struct BrakeHold {
  api::Verb verb = api::Verb::Delete;
  bool released = false;  ///< A person let it through, once.

  bool operator==(const BrakeHold&) const = default;
};

/// A person said to adopt that very cluster, under that very declaration.
struct AdoptOnce {
  std::optional<WallTime> incarnation;  ///< Its createTime, where the server tells it.
  std::uint64_t digest = 0;             ///< Of the declaration.

  bool operator==(const AdoptOnce&) const = default;
};

/// Everything we remember of one cluster across a restart.
struct Record {
  api::ClusterKey key;
  /// Ours: created by us or adopted.
  bool owned = false;
  /// It was seen to exist, by us, at some time: its absence must be confirmed by a GET.
  bool ever_seen = false;
  /// createTime of the very cluster that is ours: one of the same id that was made at another moment is not.
  std::optional<WallTime> incarnation;
  Boxed<Intent> intent;
  /// What we last put there; null before. For the three-way comparison (api/clusters/fields.hpp).
  std::shared_ptr<const api::ClusterSpec> applied;
  std::uint64_t generation = 0;          ///< Counts changes of what is declared, from 1.
  std::uint64_t applied_generation = 0;  ///< The generation of `applied`.
  std::uint64_t digest = 0;              ///< Of the declaration at `generation`.
  /// As last declared, so that a manifest that goes takes its own policy along.
  manifests::Policy policy;
  /// By command, beside what the policy says; over when its time is.
  Boxed<manifests::Suspension> suspend;
  Boxed<AdoptOnce> adopt_once;
  WallTime first_seen{};
  std::optional<WallTime> create_sent;  ///< Of the last create; start of the time to READY.
  std::optional<WallTime> ready_since;
  bool was_ready = false;         ///< It has been READY since it is ours, as declared or not.
  std::uint32_t recreations = 0;  ///< Since it was last READY.
  std::optional<WallTime> last_recreation;
  std::optional<BrakeHold> brake;
  std::uint32_t bounces = 0;  ///< Rounds in which a value we set came back changed, at this generation.
  Conditions conditions;
};

}  // namespace fwop::controller
