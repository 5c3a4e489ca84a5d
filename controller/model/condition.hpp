#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/base/boxed.hpp"
#include "api/clusters/types.hpp"
#include "controller/model/reason.hpp"

namespace fwop::controller {

/// Condition types as kstatus reads them, and Synced.
enum class ConditionType : std::uint8_t { Ready, Reconciling, Stalled, Synced };
inline constexpr std::array kAllConditionTypes = {ConditionType::Ready, ConditionType::Reconciling,
                                                  ConditionType::Stalled, ConditionType::Synced};
enum class ConditionStatus : std::uint8_t { True, False, Unknown };

std::string_view to_string(ConditionType type);
std::string_view to_string(ConditionStatus status);

/// One condition, with the meaning Kubernetes gives these fields.
struct Condition {
  ConditionStatus status = ConditionStatus::Unknown;
  Reason reason = Reason::NotObservedYet;
  Boxed<std::string> message;  ///< For people; most have none.
  WallTime last_transition{};  ///< When `status` last changed.
  std::uint64_t observed_generation = 0;

  bool operator==(const Condition&) const = default;

  [[nodiscard]] const std::string& text() const;  ///< The message; empty when there is none.
};

/// A condition of the operator itself.
struct OperatorCondition {
  std::string type;  ///< "JournalHealthy".
  Condition condition;
};

/// The four conditions of a cluster.
struct Conditions {
  std::array<Condition, kAllConditionTypes.size()> all;

  Condition& operator[](ConditionType type) { return all[static_cast<std::size_t>(type)]; }
  const Condition& operator[](ConditionType type) const { return all[static_cast<std::size_t>(type)]; }
  bool operator==(const Conditions&) const = default;

  /// Sets one; `last_transition` moves only when the status does. True when anything but that time changed.
  bool set(ConditionType type, ConditionStatus status, Reason reason, std::string message,
           std::uint64_t generation, WallTime now);
};

}  // namespace fwop::controller
