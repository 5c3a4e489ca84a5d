#pragma once

#include <string_view>

namespace fwop::controller {

/// What controller-runtime's series of ours carry as `controller` and `name`.
inline constexpr std::string_view kControllerName = "fireworkscluster";
/// The code of a request that got no status line, as client-go spells it.
inline constexpr std::string_view kNoStatusCode = "<error>";

}  // namespace fwop::controller
