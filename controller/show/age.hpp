#pragma once

#include <optional>
#include <string>

#include "api/clusters/types.hpp"

namespace fwop::controller {

/// The time from `from` until `now`: "42s", "5m", "3h", "2d"; "-" when it is not known.
std::string age_text(const std::optional<WallTime>& from, WallTime now);

}  // namespace fwop::controller
