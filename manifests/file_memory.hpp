#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "manifests/decode.hpp"

namespace fwop::manifests {

/// What one file declares now, and the last good version of what it declared before: the unit that a broken
/// file falls back to.
class FileMemory {
 public:
  using ManifestPtr = std::shared_ptr<const Manifest>;

  /// Identifies one content of the file.
  struct Content {
    std::size_t size = 0;
    std::uint64_t hash = 0;
    std::uint64_t second_hash = 0;
    bool operator==(const Content&) const = default;
  };

  /// True if these bytes are the ones that were read, or refused, last.
  [[nodiscard]] bool knows(std::string_view bytes) const;
  /// Takes in the file's bytes; decodes them only if they changed. If it throws, nothing changed, and the
  /// same bytes will be decoded next time.
  void read(const SharedText& name, std::string_view bytes, const DecodeOptions& options);
  /// These bytes must not be decoded: everything the file declared stays in force until its bytes change.
  void refuse(const SharedText& name, std::string_view bytes, std::string_view why);
  /// The file exists but could not be read or tried: everything it declared stays in force.
  void fail(const SharedText& name, std::string rule, std::string_view error);

  /// Says whether a `.fireworksignore` covers the file now. If that changes, its bytes must be read again.
  void set_ignored(bool ignored) {
    if (ignored != ignored_) known_ = false;
    ignored_ = ignored;
  }
  [[nodiscard]] bool ignored() const { return ignored_; }

  [[nodiscard]] bool broken() const { return broken_; }
  /// As in DecodedFile.
  [[nodiscard]] const std::vector<ManifestPtr>& manifests() const { return manifests_; }
  [[nodiscard]] const std::vector<BrokenDocument>& broken_documents() const { return rest().broken; }
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return rest().diagnostics; }
  /// Stale versions of documents that were good before and now are broken, are of another kind, or cannot be
  /// found.
  [[nodiscard]] const std::vector<ManifestPtr>& last_good() const { return rest().last_good; }

 private:
  /// Members that are empty for most files.
  struct Rest {
    std::vector<BrokenDocument> broken;
    std::vector<Diagnostic> diagnostics;
    std::vector<ManifestPtr> last_good;
    /// Kind and name of documents that are not ours and have the name of one of ours in the same file.
    std::set<std::pair<std::string, std::string>> namesakes;
  };

  [[nodiscard]] const Rest& rest() const;
  void take(DecodedFile decoded);
  void take_nothing(const SharedText& name, std::string rule, std::string_view error);
  void find_turned(DecodedFile& decoded, const std::vector<ManifestPtr>& good_before) const;

  Content content_;
  bool known_ = false;  ///< The rest was made from `content_`.
  bool broken_ = false;
  bool ignored_ = false;
  std::vector<ManifestPtr> manifests_;
  Boxed<Rest> rest_;
};

}  // namespace fwop::manifests
