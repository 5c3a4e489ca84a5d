#pragma once

#include "controller/metrics/fleet_families.hpp"

namespace fwop::controller {

/// The process_* metrics of this process, from /proc; what cannot be read is left out.
void process_families(const FamilySink& sink);

}  // namespace fwop::controller
