#pragma once

namespace fwop::controller {

/// The answer to every query and command between two terms.
inline constexpr const char* kStandby =
    "this process stands by: it may not act now, so it knows no clusters and takes no commands";

}  // namespace fwop::controller
