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

/// How the daemon itself is doing: its conditions, /readyz, and what metrics tell beside clusters. For the
/// loop's thread.
class Health {
 public:
  struct Facts {
    std::string version;
    WallTime started{};
    std::string control_socket;  ///< Empty when no command reaches it.
    /// An account that was observed longer ago than this is not ready.
    Duration staleness_limit{};
  };

  /// The others outlive this object.
  Health(Facts facts, const CurrentTerm& term, const SourceFollower& source,
         const SetAsideJournals& set_aside)
      : facts_(std::move(facts)),
        term_(term),
        source_(source),
        set_aside_(set_aside),
        manifests_since_(facts_.started) {}

  /// To be called before these are desired: from when the manifests are valid, or are not.
  void manifests_read(const manifests::Snapshot& snapshot);
  /// The control socket is open there.
  void control_opened(std::string socket) { facts_.control_socket = std::move(socket); }

  [[nodiscard]] std::vector<OperatorCondition> conditions() const;
  [[nodiscard]] std::vector<ReadyCheck> ready_checks() const;
  [[nodiscard]] OperatorView operator_view() const;
  [[nodiscard]] FleetView fleet() const;

 private:
  [[nodiscard]] Condition journal_condition() const;
  [[nodiscard]] Condition source_condition(const std::optional<SourceStatus>& source) const;
  /// Nothing while no account is refused.
  [[nodiscard]] std::optional<Condition> refusal_condition() const;
  [[nodiscard]] std::vector<AccountView> accounts() const;

  Facts facts_;
  const CurrentTerm& term_;
  const SourceFollower& source_;
  const SetAsideJournals& set_aside_;
  WallTime manifests_since_;  ///< The manifests have been valid, or not, since then.
};

/// Some manifest is in error.
bool has_errors(const manifests::Snapshot& snapshot);

}  // namespace fwop::controller
