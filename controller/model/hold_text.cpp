#include "controller/model/view.hpp"

namespace fwop::controller {

std::string hold_text(const HeldChange& held) {
  const std::string verb(api::verb_name(held.verb));
  switch (held.cause) {
    case HeldChange::Cause::Brake:
      return verb + " held by the brake (" + std::to_string(held.used) + " of " + std::to_string(held.limit) +
             " this hour" +
             (held.room_at ? "; room again at " + format_to_the_second(*held.room_at) : std::string()) + ")";
    case HeldChange::Cause::Grace:
      return "will be deleted at " + format_to_the_second(*held.due_at) + " (its manifest was removed at " +
             format_to_the_second(*held.since) + (held.place.empty() ? std::string() : ": " + held.place) +
             ")";
  }
  return verb;
}

}  // namespace fwop::controller
