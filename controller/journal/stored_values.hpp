#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"
#include "controller/model/event.hpp"
#include "controller/model/reason.hpp"

// How times and names are written on disk.

namespace fwop::controller {

/// Nanoseconds since 1970, UTC: exact on every platform of ours.
std::int64_t to_nanoseconds(WallTime time);
WallTime from_nanoseconds(std::int64_t nanoseconds);

/// "create" and so on; nothing for a name of another release.
std::string_view stored_name(api::Verb verb);
std::optional<api::Verb> verb_from_stored(std::string_view name);
std::string_view stored_name(EventType type);
EventType event_type_from_stored(std::string_view name);
/// NotObservedYet for a name of another release.
Reason reason_from_stored(std::string_view name);

}  // namespace fwop::controller
