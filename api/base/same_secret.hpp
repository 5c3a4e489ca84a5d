#pragma once

#include <string_view>

#include <openssl/crypto.h>

namespace fwop {

/// True if both texts are the same. The time taken depends on their lengths, not on their content.
inline bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace fwop
