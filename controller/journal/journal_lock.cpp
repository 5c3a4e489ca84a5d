#include "controller/journal/journal_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <sys/file.h>

#include "api/types.hpp"
#include "controller/journal/journal_files.hpp"

namespace fwop::controller {
namespace {

std::string own_name() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return "pid " + std::to_string(::getpid()) + " on " + host.data() + ", since " +
         api::format_rfc3339(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

/// What the holder wrote about itself; it may be about to.
std::string holder(int descriptor) {
  std::array<char, 512> text{};
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0) return "not yet known which";
  std::string line(text.data(), static_cast<std::size_t>(size));
  return line.substr(0, line.find('\n'));
}

}  // namespace

boost::system::result<JournalLock, JournalError> JournalLock::take(const std::filesystem::path& state_dir) {
  const std::filesystem::path path = state_dir / "journal.lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return file_error("cannot open " + path.string(), errno);
  JournalLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return file_error("cannot lock " + path.string(), errno);
    return JournalError{"another fireworks-operator (" + holder(descriptor) + ") holds the journal in " +
                            state_dir.string() + ": stop it or use another --state-dir",
                        false};
  }
  // Only for that message: a full disk is no reason to be without the lock.
  const std::string line = own_name() + "\n";
  if (::ftruncate(descriptor, 0) == 0) (void)!::pwrite(descriptor, line.data(), line.size(), 0);
  return lock;
}

JournalLock::JournalLock(JournalLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

JournalLock& JournalLock::operator=(JournalLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

JournalLock::~JournalLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace fwop::controller
