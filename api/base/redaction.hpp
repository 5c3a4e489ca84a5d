#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace fwop {

/// Replaces secrets in texts with "***". Safe from several threads.
class Redaction {
 public:
  /// How many of the newest secrets are kept, so that a key that was just replaced is still hidden.
  static constexpr std::size_t kMaxSecrets = 16;

  /// Ignores a text shorter than 6 bytes: it is no key, and would hide parts of normal words.
  void add(std::string secret);
  [[nodiscard]] std::string apply(std::string text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;
};

}  // namespace fwop
