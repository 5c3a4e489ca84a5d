#pragma once

#include <string>

#include "api/base/boxed.hpp"
#include "api/base/clock.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

/// True if there is a suspension and its time is not over.
bool in_force(const Boxed<manifests::Suspension>& suspension, WallTime now);

/// "by ops: maintenance (until 2026-12-24T18:00:00Z)", with a leading space; empty when nothing is known.
std::string described(const manifests::Suspension& suspension);

}  // namespace fwop::controller
