#include "controller/model/condition.hpp"

#include <utility>

namespace fwop::controller {

std::string_view to_string(ConditionType type) {
  switch (type) {
    case ConditionType::Ready: return "Ready";
    case ConditionType::Reconciling: return "Reconciling";
    case ConditionType::Stalled: return "Stalled";
    case ConditionType::Synced: return "Synced";
  }
  return "?";
}

std::string_view to_string(ConditionStatus status) {
  switch (status) {
    case ConditionStatus::True: return "True";
    case ConditionStatus::False: return "False";
    case ConditionStatus::Unknown: return "Unknown";
  }
  return "?";
}

const std::string& Condition::text() const {
  static const std::string none;
  return message ? *message : none;
}

bool Conditions::set(ConditionType type, ConditionStatus status, Reason reason, std::string message,
                     std::uint64_t generation, WallTime now) {
  Condition& condition = (*this)[type];
  Condition next{status, reason, {}, condition.last_transition, generation};
  if (!message.empty()) next.message = std::move(message);
  // The epoch stands for "never set": the first status counts as a transition, even to Unknown.
  if (condition.status != status || condition.last_transition == WallTime{}) {
    next.last_transition = now;
  }
  const bool differs = condition.status != next.status || condition.reason != next.reason ||
                       !(condition.message == next.message) ||
                       condition.observed_generation != next.observed_generation;
  condition = std::move(next);
  return differs;
}

}  // namespace fwop::controller
