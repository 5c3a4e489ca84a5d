#include "controller/engine/holds.hpp"

#include <algorithm>
#include <utility>

namespace fwop::controller {

Reason reason_of(HoldKind kind) {
  switch (kind) {
    case HoldKind::PlanNotApproved: return Reason::PlanNotApproved;
    case HoldKind::JournalUnavailable: return Reason::JournalUnavailable;
  }
  return Reason::PlanNotApproved;
}

bool Holds::hold(HoldKind kind, std::string why, std::optional<Instant> until) {
  return holds_.insert_or_assign(kind, Hold{std::move(why), until}).second;
}

bool Holds::release(HoldKind kind) { return holds_.erase(kind) > 0; }

std::optional<Holds::InForce> Holds::in_force(Instant now) const {
  std::optional<InForce> all;
  bool named = false;
  for (const auto& [kind, hold] : holds_) {
    if (hold.until && now >= *hold.until) continue;
    if (!all) {
      all = InForce{reason_of(kind), hold.why, hold.until};
      continue;
    }
    const auto name = [](Reason reason) { return std::string(catalogue_entry(reason).name) + ": "; };
    if (!std::exchange(named, true)) all->message = name(all->reason) + all->message;
    all->message += "; " + name(reason_of(kind)) + hold.why;
    all->until = all->until && hold.until ? std::optional(std::max(*all->until, *hold.until)) : std::nullopt;
  }
  return all;
}

bool Holds::until_released() const {
  return std::any_of(holds_.begin(), holds_.end(), [](const auto& item) { return !item.second.until; });
}

const std::string* Holds::why(HoldKind kind) const {
  const auto found = holds_.find(kind);
  return found == holds_.end() ? nullptr : &found->second.why;
}

}  // namespace fwop::controller
