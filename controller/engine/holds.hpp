#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/base/clock.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// Why no change may be sent. Several kinds may hold at once; each is released separately. Waiting clusters
/// show the reason of the kind that comes first here.
enum class HoldKind : std::uint8_t {
  PlanNotApproved,     ///< Nobody has approved the plan of what is declared.
  JournalUnavailable,  ///< Intents cannot be made durable. The engine holds and releases this one by itself.
};

/// The reason that a cluster shows while that kind holds its change.
Reason reason_of(HoldKind kind);

/// The holds in force. Each one stops every change of every account.
class Holds {
 public:
  /// Adds a hold, or replaces the one of that kind. It ends by itself at `until`, if that is set. True if
  /// there was none of that kind.
  bool hold(HoldKind kind, std::string why, std::optional<Instant> until = std::nullopt);
  /// Ends the hold of that kind. Others stay. True if there was one.
  bool release(HoldKind kind);

  /// All holds in force at one moment, as one.
  struct InForce {
    Reason reason = Reason::PlanNotApproved;  ///< Of the first kind.
    std::string message;                      ///< Why. With several holds, each with its reason's name.
    std::optional<Instant> until;             ///< When the last ends by itself; nothing: never.

    bool operator==(const InForce&) const = default;
  };
  /// Nothing if changes may be sent.
  [[nodiscard]] std::optional<InForce> in_force(Instant now) const;
  /// True if some hold does not end by itself.
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
