#pragma once

#include <string>

#include "controller/view.hpp"

namespace fwop::controller {

// What a held change looks like to people: the same words in tables, stories, the page, plans and metrics.

/// "delete held by the brake (3 of 3 this hour; room again at …)", or "will be deleted at … (its manifest was
/// removed at …: clusters/prod.yaml:1)". Empty when nothing of the cluster is held.
std::string held_text(const ClusterView& cluster);

/// How a person stops the change, or lets it go. Empty when nothing of the cluster is held.
std::string held_advice(const ClusterView& cluster);

/// The view's message and next step, in which what is held comes first.
std::string shown_message(const ClusterView& cluster);
std::string shown_next_step(const ClusterView& cluster);

/// "brake" or "grace".
std::string_view to_string(HeldChange::Cause cause);

}  // namespace fwop::controller
