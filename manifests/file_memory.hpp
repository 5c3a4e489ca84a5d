#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "manifests/decode.hpp"

namespace fwop::manifests {

/// What one file declares now, and the last good version of what it declared before: the unit that a broken
/// file falls back to.
class FileMemory {
 public:
  using ManifestPtr = std::shared_ptr<const Manifest>;

  /// Takes the file's bytes in; decodes only when they changed.
  void read(std::string_view name, std::string_view bytes, const DecodeOptions& options);
  /// The file is there but could not be read: everything it declared stays in force.
  void fail(std::string_view name, std::string_view error);

  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] const DecodedFile& decoded() const { return decoded_; }
  /// Documents that were good before and are broken, or cannot be found, now: stale.
  [[nodiscard]] const std::vector<ManifestPtr>& last_good() const { return last_good_; }

 private:
  void take(DecodedFile decoded);

  std::size_t size_ = 0;
  std::uint64_t hash_ = 0;
  std::uint64_t second_hash_ = 0;
  bool known_ = false;  ///< The hashes are those of what `decoded_` was made from.
  bool broken_ = false;
  DecodedFile decoded_;
  std::vector<ManifestPtr> last_good_;
};

}  // namespace fwop::manifests
