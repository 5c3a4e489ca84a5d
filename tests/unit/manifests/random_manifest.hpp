#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// Draws from a seed: the same on every machine, since only the engine's own bits are used.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : bits_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(bits_() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937_64 bits_;
};

/// A string that is hard to write down: words that YAML swallows, digits, quotes, control characters and
/// whatever Unicode has; at most 63 code points.
std::string hard_text(Dice& dice);

/// A manifest that keeps every rule, its strings as hard as the rules allow; any field may be unset.
Manifest random_manifest(Dice& dice);

}  // namespace fwop::manifests
