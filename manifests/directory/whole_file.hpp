#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <sys/stat.h>

namespace fwop::manifests {

/// A file that changed has another version, but for changes within the resolution of its time stamps.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec modified{};
  timespec changed{};

  static FileVersion of(const struct stat& info);
  /// Both of its time stamps are older than that by the system's clock.
  [[nodiscard]] bool is_settled(std::chrono::seconds settle_time) const;
  bool operator==(const FileVersion& other) const;
};

/// A file read from its beginning to its end while nobody wrote to it, or why that did not succeed.
struct WholeFile {
  std::string bytes;
  std::string error;                   ///< Empty when it did.
  std::optional<FileVersion> version;  ///< That was read.
};

/// Reads at most `max_bytes` + 1. Once more when it was written to meanwhile: half a file is not what anybody
/// declared.
WholeFile read_whole_file(const std::string& path, std::size_t max_bytes);

}  // namespace fwop::manifests
