#pragma once

#include <optional>

#include "api/clusters/clusters_api.hpp"
#include "controller/model/event.hpp"

namespace fwop::controller {

/// What the history of its cluster tells of a call that has ended now. Nothing for a read that tells nothing
/// new, and for the list of an account.
std::optional<Event> event_of_call(const api::RequestInfo& request);

}  // namespace fwop::controller
