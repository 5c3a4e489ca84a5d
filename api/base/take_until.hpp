#pragma once

#include <string_view>

namespace fwop {

/// Takes what stands before the next `separator` off `rest`, together with that separator, and returns it.
/// All of `rest` when there is none.
constexpr std::string_view take_until(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

}  // namespace fwop
