#include "controller/condition.hpp"

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

bool Conditions::set(ConditionType type, ConditionStatus status, Reason reason, std::string message,
                     std::uint64_t generation, api::WallTime now) {
  Condition& condition = (*this)[type];
  const bool same = condition.status == status && condition.reason == reason &&
                    condition.message == message && condition.observed_generation == generation;
  const bool never_set = condition.last_transition == api::WallTime{};
  if (same && !never_set) return false;
  if (condition.status != status || never_set) condition.last_transition = now;
  condition.status = status;
  condition.reason = reason;
  condition.message = std::move(message);
  condition.observed_generation = generation;
  return true;
}

}  // namespace fwop::controller
