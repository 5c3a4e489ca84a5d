#pragma once

#include <optional>

#include "api/clusters/clusters_api.hpp"
#include "controller/model/event.hpp"

namespace fwop::controller {

/// The event for the history of the call's cluster, with the current time. Nothing for a LIST, and for a GET
/// that found the cluster.
std::optional<Event> event_of_call(const api::RequestInfo& request);

}  // namespace fwop::controller
