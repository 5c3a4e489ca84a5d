#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "controller/daemon/current_term.hpp"
#include "controller/daemon/set_aside_journals.hpp"
#include "controller/model/operator_view.hpp"
#include "controller/serve/status_source.hpp"
#include "controller/show/fleet_view.hpp"
#include "controller/sources/source_follower.hpp"

namespace fwop::controller {

/// The health of the daemon itself: its conditions, the checks of /readyz, and the metrics that no cluster
/// has. Use it on the loop's thread only.
class Health {
 public:
  struct Facts {
    std::string version;
    WallTime started{};
    std::string control_socket;  ///< Its absolute path; empty when it is not open.
    /// /readyz fails when the last full observation of an account is older than this.
    Duration staleness_limit{};
  };

  /// The references must outlive this object.
  Health(Facts facts, const CurrentTerm& term, const SourceFollower& source,
         const SetAsideJournals& set_aside)
      : facts_(std::move(facts)),
        term_(term),
        source_(source),
        set_aside_(set_aside),
        manifests_since_(facts_.started) {}

  /// Call it before CurrentTerm::desire(snapshot). Records the time when manifest errors begin or end.
  void manifests_read(const manifests::Snapshot& snapshot);
  /// `socket` is the absolute path of the open control socket.
  void control_opened(std::string socket) { facts_.control_socket = std::move(socket); }

  [[nodiscard]] std::vector<OperatorCondition> conditions() const;
  [[nodiscard]] std::vector<ReadyCheck> ready_checks() const;
  [[nodiscard]] OperatorView operator_view() const;
  [[nodiscard]] FleetView fleet() const;

 private:
  [[nodiscard]] Condition journal_condition() const;
  [[nodiscard]] Condition source_condition(const std::optional<SourceStatus>& source) const;
  /// The condition ApiAccess; nothing while the API refuses no account.
  [[nodiscard]] std::optional<Condition> refusal_condition() const;

  Facts facts_;
  const CurrentTerm& term_;
  const SourceFollower& source_;
  const SetAsideJournals& set_aside_;
  WallTime manifests_since_;  ///< When manifest errors last began or ended.
};

/// True if a diagnostic of the snapshot is an error.
bool has_errors(const manifests::Snapshot& snapshot);

}  // namespace fwop::controller
