#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

#include "api/base/or_why_not.hpp"

namespace fwop {

/// Identifies one version of a file.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = -1;
  long long modified_ns = 0;
  bool operator==(const FileVersion&) const = default;
};

struct FileStatus {
  FileVersion version;
  bool is_regular = false;
  bool writable_by_all = false;  ///< By every user of this machine.
  bool readable_by_all = false;
};

/// The text to show for such a file, after its name.
inline constexpr std::string_view kWritableByAll =
    " can be written by every user of this machine: chmod o-w it";
inline constexpr std::string_view kReadableByAll = " can be read by every user of this machine: chmod o-r it";

/// The status of the file at `path`; follows links. The error is the system's message.
OrWhyNot<FileStatus> file_status(const std::string& path);

}  // namespace fwop
