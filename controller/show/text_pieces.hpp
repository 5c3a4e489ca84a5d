#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fwop::controller {

/// A text in the order of its pieces. A large one grows by further pieces, and is never copied for that.
using TextPieces = std::vector<std::string>;

inline std::size_t size_of(const TextPieces& pieces) {
  std::size_t size = 0;
  for (const std::string& piece : pieces) size += piece.size();
  return size;
}

}  // namespace fwop::controller
