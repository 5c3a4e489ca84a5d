#pragma once

namespace fwop::controller {

/// What everybody is told who asks for clusters, or for something to be done, between two terms.
inline constexpr const char* kStandby =
    "this process stands by: it may not act now, so it knows no clusters and takes no commands";

}  // namespace fwop::controller
