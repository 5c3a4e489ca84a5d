#pragma once

#include <cstdint>
#include <string_view>

namespace fwop {

/// FNV-1a, 64 bits, over length-prefixed texts: ("ab", "c") and ("a", "bc") differ. The same on every
/// machine.
class Digest {
 public:
  void add(std::string_view text) {
    std::uint64_t length = text.size();
    for (int i = 0; i < 8; ++i, length >>= 8) add_byte(static_cast<unsigned char>(length & 0xFF));
    for (char c : text) add_byte(static_cast<unsigned char>(c));
  }

  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(unsigned char byte) {
    value_ ^= byte;
    value_ *= 0x100000001b3ULL;
  }

  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace fwop
