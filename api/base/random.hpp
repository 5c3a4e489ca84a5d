#pragma once

#include <cstdint>

#include "api/base/clock.hpp"

namespace fwop {

/// Repeatable randomness for jitter: splitmix64 (Steele, Lea, Flood 2014). The same on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// In [0, bound).
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
  /// `base` ± `fraction` of it.
  Duration jittered(Duration base, double fraction) {
    const double factor = 1 + fraction * (2 * unit() - 1);
    return Duration(static_cast<Duration::rep>(static_cast<double>(base.count()) * factor));
  }

 private:
  std::uint64_t state_;
};

}  // namespace fwop
