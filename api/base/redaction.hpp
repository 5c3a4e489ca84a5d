#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace fwop {

/// Replaces secrets in texts by "***". Safe from several threads.
class Redaction {
 public:
  /// The newest so many are remembered, so that a key that was just replaced is still hidden.
  static constexpr std::size_t kMaxSecrets = 16;

  /// An empty secret is none.
  void add(std::string secret);
  [[nodiscard]] std::string apply(std::string text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;
};

}  // namespace fwop
