#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fwop::controller {

/// "1 cluster is" or "2 clusters are".
inline std::string counted(std::size_t count, std::string_view one, std::string_view several) {
  return std::to_string(count).append(" ").append(count == 1 ? one : several);
}

/// "1 cluster" or "2 clusters".
inline std::string counted(std::size_t count, std::string_view noun) {
  return counted(count, noun, std::string(noun) + "s");
}

}  // namespace fwop::controller
