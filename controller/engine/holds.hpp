#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/base/clock.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// Why no change may leave. Several may hold at once; each is released on its own. The one that comes first
/// here gives its reason to the clusters that wait.
enum class HoldKind : std::uint8_t {
  PlanNotApproved,     ///< Nobody has approved the plan of what is declared.
  JournalUnavailable,  ///< Intents cannot be made durable. The engine holds and releases this one by itself.
};

/// The reason that a cluster shows while that kind holds its change.
Reason reason_of(HoldKind kind);

/// What holds every change of every account.
class Holds {
 public:
  /// Holds changes for that reason too, in the place of what that kind held before. `until`: it is over by
  /// itself then. True if that kind did not hold already.
  bool hold(HoldKind kind, std::string why, std::optional<Instant> until = std::nullopt);
  /// Ends what that kind holds; what others hold stays. True if it held anything.
  bool release(HoldKind kind);

  /// What all that hold at `now` say together.
  struct InForce {
    Reason reason = Reason::PlanNotApproved;  ///< Of the first kind.
    std::string message;                      ///< Why; of several, each by its name.
    std::optional<Instant> until;             ///< When all are over by themselves; nothing: never.

    bool operator==(const InForce&) const = default;
  };
  /// Nothing when changes may leave.
  [[nodiscard]] std::optional<InForce> in_force(Instant now) const;
  /// True if something holds that is not over by itself.
  [[nodiscard]] bool until_released() const;
  /// Why that kind holds; null when it does not.
  [[nodiscard]] const std::string* why(HoldKind kind) const;

 private:
  struct Hold {
    std::string why;
    std::optional<Instant> until;
  };
  std::map<HoldKind, Hold> holds_;
};

}  // namespace fwop::controller
