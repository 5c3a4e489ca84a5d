#pragma once

#include <string_view>

namespace fwop::controller {

/// The value of the labels `controller` and `name` in our series with names of controller-runtime.
inline constexpr std::string_view kControllerName = "fireworkscluster";
/// The code of a request that got no status line, as client-go spells it.
inline constexpr std::string_view kNoStatusCode = "<error>";

}  // namespace fwop::controller
