#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fwop::controller {

/// A text as a list of pieces, in order. It grows by more pieces, without copying what is there.
using TextPieces = std::vector<std::string>;

inline std::size_t size_of(const TextPieces& pieces) {
  std::size_t size = 0;
  for (const std::string& piece : pieces) size += piece.size();
  return size;
}

}  // namespace fwop::controller
