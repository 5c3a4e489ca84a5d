#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>
#include <system_error>

#include "manifests/directory_source.hpp"
#include "manifests/manifest_name.hpp"
#include "manifests/parallel.hpp"

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

/// Somebody has the file open for writing: what is read now may be half of it, and half a file with several
/// documents decodes. The kernel tells by refusing a lease; where it knows no leases, or not for us, nothing
/// is known.
bool is_being_written(int fd) {
  // Should a writer come while we hold the lease, the signal must be one that does no harm (SIGIO would).
  if (::fcntl(fd, F_SETSIG, SIGURG) != 0) return false;
  if (::fcntl(fd, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN;
  ::fcntl(fd, F_SETLEASE, F_UNLCK);
  return false;
}

bool same_version(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Reads at most `max_bytes` + 1, of a file that had `size` when last looked at; an empty string when all
/// went well, else why not.
std::string read_bytes(int fd, std::size_t size, std::size_t max_bytes, std::string& bytes) {
  constexpr std::size_t kChunk = 64 * 1024;
  bytes.clear();
  while (bytes.size() <= max_bytes) {
    const std::size_t have = bytes.size();
    // One more than there should be, so that the end is seen.
    const std::size_t expected = size >= have ? size - have + 1 : kChunk;
    bytes.resize(have + std::min(expected, max_bytes + 1 - have));
    const ssize_t got = ::read(fd, bytes.data() + have, bytes.size() - have);
    const int error = errno;
    bytes.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
    if (got < 0 && error != EINTR) return "cannot be read: " + error_text(error);
  }
  return {};
}

/// A file that changed has another version, but for changes within the resolution of its time stamps.
struct Version {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec modified{};
  timespec changed{};

  static Version of(const struct stat& info) {
    return {info.st_dev, info.st_ino, info.st_size, info.st_mtim, info.st_ctim};
  }
  [[nodiscard]] bool is_settled(std::chrono::seconds settle_time) const {
    const auto since = [now = std::time(nullptr)](const timespec& stamp) { return now - stamp.tv_sec; };
    return std::min(since(modified), since(changed)) >= settle_time.count();
  }
  bool operator==(const Version& other) const {
    const auto same = [](const timespec& a, const timespec& b) {
      return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
    };
    return device == other.device && inode == other.inode && size == other.size &&
           same(modified, other.modified) && same(changed, other.changed);
  }
};

/// Once more when it was written to meanwhile: half a file is not what anybody declared. Returns the version
/// that was read; nothing when it could not be, and `file.error` says why.
std::optional<Version> read_whole(SourceFile& file, std::size_t max_bytes) {
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Descriptor descriptor(::open(file.name.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat before {};
    struct stat after {};
    if (descriptor.get() < 0 || ::fstat(descriptor.get(), &before) != 0) {
      file.error = "cannot be read: " + error_text(errno);
      return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(before.st_size);
    file.error = read_bytes(descriptor.get(), size, max_bytes, file.bytes);
    if (!file.error.empty()) return std::nullopt;
    if (is_being_written(descriptor.get())) {
      file.error = "is open for writing: it is read once it is closed";
      return std::nullopt;
    }
    if (::fstat(descriptor.get(), &after) == 0 && same_version(before, after)) return Version::of(after);
  }
  file.error = "is being written to all the time: replace it by a rename instead";
  return std::nullopt;
}

/// A file that a listing found.
struct Found {
  std::string name;
  std::optional<Version> version;  ///< Of a regular file that can be looked at.
  std::string error;
};

/// What there is to read below some paths.
class Listing {
 public:
  void add_root(const std::string& path) {
    struct stat info {};
    if (path.empty() || ::stat(path.c_str(), &info) != 0) {
      fail(path, path.empty() ? ENOENT : errno);
    } else if (S_ISDIR(info.st_mode)) {
      add_directory(path, info, 0);
    } else {
      add_file(path, info);
    }
  }

  std::vector<Found> files;
  std::string error;

 private:
  void add_directory(const std::string& directory, const struct stat& info, std::size_t depth) {
    if (depth > kMaxDepth) return fail(directory, "folders nested more than 64 levels deep");
    if (!seen_.insert({info.st_dev, info.st_ino}).second) return;  // a link cycle, or given twice
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), ::closedir);
    if (!stream) return fail(directory, errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream.get())) {
      if (++entries_ > kMaxEntries) return fail(directory, "too many files: is this the right folder?");
      if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    }
    if (errno != 0) return fail(directory, errno);
    std::sort(names.begin(), names.end());
    const std::string prefix = directory.ends_with('/') ? directory : directory + "/";
    for (const std::string& name : names) add_entry(::dirfd(stream.get()), prefix + name, name, depth);
  }

  void add_entry(int directory, std::string path, const std::string& name, std::size_t depth) {
    struct stat info {};
    if (::fstatat(directory, name.c_str(), &info, 0) != 0) {
      const int code = errno;
      if (is_manifest_name(name)) add({std::move(path), std::nullopt, "cannot be read: " + error_text(code)});
    } else if (S_ISDIR(info.st_mode)) {
      add_directory(path, info, depth + 1);
    } else if (is_manifest_name(name)) {
      add_file(std::move(path), info);
    }
  }

  void add_file(std::string path, const struct stat& info) {
    if (!seen_.insert({info.st_dev, info.st_ino}).second) return;
    if (S_ISREG(info.st_mode)) {
      add({std::move(path), Version::of(info), {}});
    } else {
      add({std::move(path), std::nullopt, "is not a regular file"});
    }
  }

  void add(Found found) {
    if (files.size() == kMaxFiles) return fail(found.name, "too many files: is this the right folder?");
    files.push_back(std::move(found));
  }

  void fail(const std::string& path, int code) { fail(path, error_text(code)); }
  void fail(const std::string& path, const std::string& why) {
    if (error.empty()) error = path + ": " + why;
  }

  std::set<Identity> seen_;
  std::size_t entries_ = 0;
};

}  // namespace

class DirectoryReader::State {
 public:
  State(std::vector<fs::path> paths, DecodeLimits limits, std::chrono::seconds settle_time)
      : limits_(limits), settle_time_(settle_time) {
    for (const fs::path& path : paths) {
      std::error_code ignored;
      const fs::path absolute = fs::absolute(path, ignored);
      roots_.push_back({path.lexically_normal(), absolute.lexically_normal()});
      source_ += (source_.empty() ? "" : ", ") + path.string();
    }
  }

  SourceReading read(const Changes& changes) {
    SourceReading reading;
    if (changes.anything || !read_known(changes.files, reading)) {
      reading = {};
      read_all(reading);
    }
    reading.revision.source = source_;
    return reading;
  }

 private:
  struct Root {
    fs::path given;
    fs::path absolute;
  };

  void read_all(SourceReading& reading) {
    Listing listing;
    for (const Root& root : roots_) listing.add_root(root.given.string());
    reading.error = std::move(listing.error);
    if (!reading.error.empty()) return known_.clear();

    std::vector<std::optional<Version>> versions(listing.files.size());
    reading.files.resize(listing.files.size());
    for_each_in_parallel(listing.files.size(), [&](std::size_t i) {
      Found& found = listing.files[i];
      SourceFile& file = reading.files[i];
      file.name = std::move(found.name);
      file.error = std::move(found.error);
      if (!found.version) return;
      const auto before = known_.find(file.name);
      file.unchanged = before != known_.end() && before->second == found.version;
      versions[i] = file.unchanged ? found.version : read_whole(file, limits_.max_file_bytes);
      if (!file.error.empty()) file.bytes.clear();
    });
    known_.clear();
    known_.reserve(listing.files.size());
    for (std::size_t i = 0; i < versions.size(); ++i) {
      if (versions[i] && !versions[i]->is_settled(settle_time_)) versions[i].reset();
      known_.emplace(reading.files[i].name, versions[i]);
    }
  }

  /// False when one of them is not such a file as was read before: then only a listing tells what is there.
  bool read_known(const std::vector<fs::path>& changed, SourceReading& reading) {
    reading.partial = true;
    std::set<std::string> names;
    for (const fs::path& path : changed) {
      if (!is_manifest_name(path.native())) continue;
      const auto name = name_of(path);
      if (!name || !known_.contains(*name)) return false;
      names.insert(*name);
    }
    for (const std::string& name : names) {
      struct stat info {};
      if (::lstat(name.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
      SourceFile file{.name = name};
      std::optional<Version>& version = known_[name];
      version = read_whole(file, limits_.max_file_bytes);
      if (!file.error.empty()) file.bytes.clear();
      if (version && !version->is_settled(settle_time_)) version.reset();
      reading.files.push_back(std::move(file));
    }
    return true;
  }

  /// As a listing calls the file; nothing when it is below none of the paths.
  [[nodiscard]] std::optional<std::string> name_of(const fs::path& absolute) const {
    for (const Root& root : roots_) {
      const fs::path below = absolute.lexically_relative(root.absolute);
      if (below.empty() || below.native().starts_with("..")) continue;
      return (below == "." ? root.given : root.given / below).string();
    }
    return std::nullopt;
  }

  std::vector<Root> roots_;
  DecodeLimits limits_;
  std::chrono::seconds settle_time_;
  std::string source_;
  /// Of the last reading without an error. Without a version it is to be read again in any case.
  std::unordered_map<api::SharedText, std::optional<Version>> known_;
};

DirectoryReader::DirectoryReader(std::vector<fs::path> paths, DecodeLimits limits,
                                 std::chrono::seconds settle_time)
    : state_(std::make_unique<State>(std::move(paths), limits, settle_time)) {}
DirectoryReader::~DirectoryReader() = default;
SourceReading DirectoryReader::read(const Changes& changes) { return state_->read(changes); }

void Changes::add(Changes later) {
  anything = anything || later.anything;
  files.insert(files.end(), std::make_move_iterator(later.files.begin()),
               std::make_move_iterator(later.files.end()));
}

SourceReading read_paths(const std::vector<fs::path>& paths, const DecodeLimits& limits) {
  return DirectoryReader(paths, limits).read();
}

}  // namespace fwop::manifests
