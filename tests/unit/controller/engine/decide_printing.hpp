#pragma once

#include <ostream>
#include <string_view>

#include "controller/engine/decide.hpp"

// How a failed test shows a situation, an action and a decision.

namespace fwop::controller {

inline std::string_view to_string(Action action) {
  switch (action) {
    case Action::Rest: return "Rest";
    case Action::Wait: return "Wait";
    case Action::Observe: return "Observe";
    case Action::Confirm: return "Confirm";
    case Action::Recount: return "Recount";
    case Action::Create: return "Create";
    case Action::Adopt: return "Adopt";
    case Action::Update: return "Update";
    case Action::Delete: return "Delete";
    case Action::Forget: return "Forget";
    case Action::Hold: return "Hold";
  }
  return "?";
}

inline std::ostream& operator<<(std::ostream& out, const Decision& decision) {
  return out << to_string(decision.action) << '(' << to_string(decision.reason) << ')';
}

inline std::ostream& operator<<(std::ostream& out, const Situation& s) {
  static constexpr const char* kDesire[] = {"Yes", "No", "Undecided", "Disputed"};
  static constexpr const char* kKnowledge[] = {"Nothing", "MissingFromList", "NotFound",
                                               "Gone",    "Listed",          "Read"};
  static constexpr const char* kOwnership[] = {"None", "Attempted", "Owned"};
  static constexpr const char* kMatch[] = {"Same", "MutableDiffers", "ImmutableDiffers"};
  out << "desire=" << kDesire[static_cast<int>(s.desire)] << " removalNoted=" << s.removal_noted
      << " suspended=" << s.suspended << " adoption=" << to_string(s.adoption)
      << " drift=" << to_string(s.drift) << " deletion=" << to_string(s.deletion)
      << " onFailed=" << to_string(s.on_failed) << " knowledge=" << kKnowledge[static_cast<int>(s.knowledge)]
      << " state=" << api::cluster_state_name(s.state)
      << " ownership=" << kOwnership[static_cast<int>(s.ownership)] << " everSeen=" << s.ever_seen
      << " wasReady=" << s.was_ready << " match=" << kMatch[static_cast<int>(s.match)]
      << " matchesAttempt=" << s.matches_attempt << " changeDeclared=" << s.change_declared
      << " attemptOpen=" << s.attempt_open << " attemptSettled=" << s.attempt_settled
      << " deletingByUs=" << s.deleting_by_us << " deleteAccepted=" << s.delete_accepted
      << " bouncing=" << s.bouncing << " recreateDue=" << s.recreate_due;
  return out;
}

}  // namespace fwop::controller
