#pragma once

#include <string>

#include "controller/model/view.hpp"

namespace fwop::controller {

// What a held change looks like to people: the same words in tables, stories, the page, plans and metrics.

/// How a person stops or releases the held change. Empty if no change of the cluster is held.
std::string held_advice(const ClusterView& cluster);

/// The view's message and next step, including the held change.
std::string shown_message(const ClusterView& cluster);
std::string shown_next_step(const ClusterView& cluster);

/// "brake" or "grace".
std::string_view to_string(HeldChange::Cause cause);

}  // namespace fwop::controller
