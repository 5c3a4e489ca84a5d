#include "manifests/directory/whole_file.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

namespace fwop::manifests {
namespace {

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

/// True if somebody has the file open for writing: a read may give half of it, and half a file with several
/// documents decodes. The kernel shows this by refusing a lease. False if leases do not work, or not for us.
bool is_being_written(int fd) {
  // If a writer comes while we hold the lease, the kernel sends this signal. SIGIO would do harm.
  if (::fcntl(fd, F_SETSIG, SIGURG) != 0) return false;
  if (::fcntl(fd, F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN;
  ::fcntl(fd, F_SETLEASE, F_UNLCK);
  return false;
}

bool same_version(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Reads at most `max_bytes` + 1 bytes of a file whose last known size is `size`. Returns an empty string, or
/// why it failed.
std::string read_bytes(int fd, std::size_t size, std::size_t max_bytes, std::string& bytes) {
  constexpr std::size_t kChunk = 64 * 1024;
  bytes.clear();
  while (bytes.size() <= max_bytes) {
    const std::size_t have = bytes.size();
    // One byte more than expected, so that the end is seen.
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

}  // namespace

FileVersion FileVersion::of(const struct stat& info) {
  return {info.st_dev, info.st_ino, info.st_size, info.st_mtim, info.st_ctim};
}

bool FileVersion::is_settled(std::chrono::seconds settle_time) const {
  const auto since = [now = std::time(nullptr)](const timespec& stamp) { return now - stamp.tv_sec; };
  return std::min(since(modified), since(changed)) >= settle_time.count();
}

bool FileVersion::operator==(const FileVersion& other) const {
  const auto same = [](const timespec& a, const timespec& b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
  };
  return device == other.device && inode == other.inode && size == other.size &&
         same(modified, other.modified) && same(changed, other.changed);
}

WholeFile read_whole_file(const std::string& path, std::size_t max_bytes) {
  constexpr int kAttempts = 3;
  WholeFile file;
  const auto failed = [&file](std::string why) {
    file.error = std::move(why);
    file.bytes.clear();
    return std::move(file);
  };
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat before {};
    struct stat after {};
    if (descriptor.get() < 0 || ::fstat(descriptor.get(), &before) != 0)
      return failed("cannot be read: " + error_text(errno));
    const auto size = static_cast<std::size_t>(before.st_size);
    if (std::string problem = read_bytes(descriptor.get(), size, max_bytes, file.bytes); !problem.empty())
      return failed(std::move(problem));
    if (is_being_written(descriptor.get()))
      return failed("is open for writing: it is read once it is closed");
    if (::fstat(descriptor.get(), &after) == 0 && same_version(before, after)) {
      file.version = FileVersion::of(after);
      return file;
    }
  }
  return failed("is being written to all the time: replace it by a rename instead");
}

}  // namespace fwop::manifests
