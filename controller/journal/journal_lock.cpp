#include "controller/journal/journal_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/stat.h>

#include "api/base/wall_time.hpp"
#include "controller/journal/journal_files.hpp"

namespace fwop::controller {
namespace {

std::string own_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return "pid " + std::to_string(::getpid()) + " on " + host.data() + ", since " +
         format_to_the_second(std::chrono::system_clock::now());
}

/// What the holder wrote about itself. It may not have written yet.
std::string holder(int descriptor) {
  std::array<char, 512> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0) return "not yet known which";
  std::string line(text.data(), static_cast<std::size_t>(size));
  return line.substr(0, line.find('\n'));
}

/// How often we recreate a lock file that somebody removed between open and lock.
constexpr int kMaxLockFiles = 8;

JournalError taken(const std::filesystem::path& state_dir, const std::string& by) {
  return {"another fireworks-operator (" + by + ") holds the journal in " + state_dir.string() +
              ": stop it or use another --state-dir",
          false};
}

int open_lock_file(const std::filesystem::path& path, int flags) {
  return ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
}

/// Who holds the journal, if its lock file still exists.
std::string holder(const std::filesystem::path& path) {
  const int descriptor = open_lock_file(path, 0);
  if (descriptor < 0) return "not known which: somebody removed " + path.string();
  std::string name = holder(descriptor);
  ::close(descriptor);
  return name;
}

/// True if `path` still names the file that `descriptor` has open.
bool is_at(const std::filesystem::path& path, int descriptor) {
  struct stat opened {};
  struct stat there {};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &there) == 0 &&
         opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

}  // namespace

boost::system::result<JournalLock, JournalError> JournalLock::take(const std::filesystem::path& state_dir) {
  const std::filesystem::path path = state_dir / "journal.lock";
  JournalLock lock;
  lock.directory_ = ::open(state_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock.directory_ < 0) return file_error("cannot open " + state_dir.string(), errno);
  if (::flock(lock.directory_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return taken(state_dir, holder(path));
    // Some network file systems cannot lock directories. There, only the file is locked.
    if (errno != EBADF && errno != ENOTSUP && errno != EINVAL && errno != ENOLCK)
      return file_error("cannot lock " + state_dir.string(), errno);
  }
  for (int files = 0;; ++files) {
    lock.file_ = open_lock_file(path, O_CREAT);
    if (lock.file_ < 0) return file_error("cannot open " + path.string(), errno);
    if (::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return file_error("cannot lock " + path.string(), errno);
      return taken(state_dir, holder(lock.file_));
    }
    if (is_at(path, lock.file_)) break;
    if (files == kMaxLockFiles)
      return JournalError{"somebody keeps removing " + path.string() + ": leave it there", false};
    ::close(std::exchange(lock.file_, -1));
  }
  // The line is only for messages, so errors are ignored: a full disk must not prevent the lock.
  const std::string line = own_name() + "\n";
  if (::ftruncate(lock.file_, 0) == 0) (void)!::pwrite(lock.file_, line.data(), line.size(), 0);
  return lock;
}

JournalLock::JournalLock(JournalLock&& other) noexcept
    : directory_(std::exchange(other.directory_, -1)), file_(std::exchange(other.file_, -1)) {}

JournalLock& JournalLock::operator=(JournalLock&& other) noexcept {
  std::swap(directory_, other.directory_);
  std::swap(file_, other.file_);
  return *this;
}

JournalLock::~JournalLock() {
  if (file_ >= 0) ::close(file_);
  if (directory_ >= 0) ::close(directory_);
}

}  // namespace fwop::controller
