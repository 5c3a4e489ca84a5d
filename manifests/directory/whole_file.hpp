#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <sys/stat.h>

namespace fwop::manifests {

/// Changes whenever the file changes, except within the resolution of its time stamps.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec modified{};
  timespec changed{};

  static FileVersion of(const struct stat& info);
  /// True if both of its time stamps are older than `settle_time` by the system's clock.
  [[nodiscard]] bool is_settled(std::chrono::seconds settle_time) const;
  bool operator==(const FileVersion& other) const;
};

/// A file read from its beginning to its end while nobody wrote to it, or why that did not succeed.
struct WholeFile {
  std::string bytes;
  std::string error;                   ///< Empty if it succeeded.
  std::optional<FileVersion> version;  ///< The version that was read.
};

/// Reads at most `max_bytes` + 1 bytes. Tries once more if somebody wrote to the file meanwhile: half a file
/// must not count as declared.
WholeFile read_whole_file(const std::string& path, std::size_t max_bytes);

}  // namespace fwop::manifests
