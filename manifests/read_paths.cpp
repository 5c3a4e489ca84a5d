#include <algorithm>
#include <cerrno>
#include <set>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>
#include <system_error>

#include "manifests/directory_source.hpp"

namespace fwop::manifests {
namespace {

namespace fs = std::filesystem;

/// Bounds on one reading: what is over them is a wrong path, such as "/".
constexpr std::size_t kMaxFiles = 100'000;
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr std::size_t kMaxDepth = 64;

/// The same file or directory however it is reached.
using Identity = std::pair<dev_t, ino_t>;

std::string error_text(int error) { return std::generic_category().message(error); }

/// An open file descriptor, closed at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool is_manifest_name(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

bool same_version(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Reads at most `max_bytes` + 1; an empty string when all went well, else why not.
std::string read_bytes(int fd, std::size_t max_bytes, std::string& bytes) {
  constexpr std::size_t kChunk = 64 * 1024;
  bytes.clear();
  while (bytes.size() <= max_bytes) {
    const std::size_t have = bytes.size();
    bytes.resize(have + std::min(kChunk, max_bytes + 1 - have));
    const ssize_t got = ::read(fd, bytes.data() + have, bytes.size() - have);
    const int error = errno;
    bytes.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
    if (got < 0 && error != EINTR) return "cannot be read: " + error_text(error);
  }
  return {};
}

class PathReader {
 public:
  explicit PathReader(const DecodeLimits& limits) : limits_(limits) {}

  SourceReading read(const std::vector<fs::path>& paths) {
    for (const fs::path& path : paths) read_root(path.lexically_normal());
    if (!reading_.error.empty()) reading_.files.clear();
    return std::move(reading_);
  }

 private:
  void read_root(const fs::path& path) {
    struct stat info {};
    if (path.empty() || ::stat(path.c_str(), &info) != 0) {
      fail(path, path.empty() ? ENOENT : errno);
    } else if (S_ISDIR(info.st_mode)) {
      read_directory(path, info, 0);
    } else {
      read_file(path, info);
    }
  }

  void read_directory(const fs::path& directory, const struct stat& info, std::size_t depth) {
    if (depth > kMaxDepth) return fail(directory, "folders nested more than 64 levels deep");
    if (!seen_.insert({info.st_dev, info.st_ino}).second) return;  // a link cycle, or given twice
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
      if (++entries_ > kMaxEntries) return fail(directory, "too many files: is this the right folder?");
      if (!it->path().filename().native().starts_with('.')) entries.push_back(it->path());
    }
    if (error) return fail(directory, error.value());
    std::sort(entries.begin(), entries.end());
    for (const fs::path& entry : entries) read_entry(entry, depth);
  }

  void read_entry(const fs::path& entry, std::size_t depth) {
    struct stat info {};
    if (::stat(entry.c_str(), &info) != 0) {
      const int error = errno;
      if (is_manifest_name(entry))
        add({.name = entry.string(), .error = "cannot be read: " + error_text(error)});
    } else if (S_ISDIR(info.st_mode)) {
      read_directory(entry, info, depth + 1);
    } else if (is_manifest_name(entry)) {
      read_file(entry, info);
    }
  }

  void read_file(const fs::path& path, const struct stat& info) {
    if (!seen_.insert({info.st_dev, info.st_ino}).second) return;
    SourceFile file{.name = path.string()};
    if (S_ISREG(info.st_mode)) {
      read_whole(path, file);
    } else {
      file.error = "is not a regular file";
    }
    if (!file.error.empty()) file.bytes.clear();
    add(std::move(file));
  }

  /// Once more when it was written to meanwhile: half a file is not what anybody declared.
  void read_whole(const fs::path& path, SourceFile& file) const {
    constexpr int kAttempts = 3;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
      struct stat before {};
      struct stat after {};
      if (descriptor.get() < 0 || ::fstat(descriptor.get(), &before) != 0) {
        file.error = "cannot be read: " + error_text(errno);
        return;
      }
      file.error = read_bytes(descriptor.get(), limits_.max_file_bytes, file.bytes);
      if (!file.error.empty()) return;
      if (::fstat(descriptor.get(), &after) == 0 && same_version(before, after)) return;
    }
    file.error = "is being written to all the time: replace it by a rename instead";
  }

  void add(SourceFile file) {
    if (reading_.files.size() == kMaxFiles)
      return fail(file.name, "too many files: is this the right folder?");
    reading_.files.push_back(std::move(file));
  }

  void fail(const fs::path& path, int error) { fail(path, error_text(error)); }
  void fail(const fs::path& path, const std::string& why) {
    if (reading_.error.empty()) reading_.error = path.string() + ": " + why;
  }

  const DecodeLimits& limits_;
  SourceReading reading_;
  std::set<Identity> seen_;
  std::size_t entries_ = 0;
};

}  // namespace

SourceReading read_paths(const std::vector<std::filesystem::path>& paths, const DecodeLimits& limits) {
  SourceReading reading = PathReader(limits).read(paths);
  for (const fs::path& path : paths) {
    reading.revision.source += (reading.revision.source.empty() ? "" : ", ") + path.string();
  }
  return reading;
}

}  // namespace fwop::manifests
