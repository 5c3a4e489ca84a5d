#include "manifests/directory/watch_set.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <unistd.h>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <system_error>

#include "manifests/ignore_rules.hpp"
#include "manifests/manifest_name.hpp"

namespace fwop::manifests {
namespace {

namespace fs = std::filesystem;

/// Limits of one walk. What is beyond them is left to the periodic rescan.
constexpr int kMaxLinks = 40;
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxWatches = 100'000;

/// A regular file counts once it is closed, so that it is seldom read half-written.
constexpr std::uint32_t kMask = IN_CREATE | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t kStructure = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
                                     IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT;
constexpr std::uint32_t kSelf = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;

fs::path absolute_path(const fs::path& path) {
  std::error_code error;
  const fs::path result = fs::absolute(path, error);
  return error ? path : result;
}

std::string error_text(int error) { return std::generic_category().message(error); }

}  // namespace

WatchSet::WatchSet(std::vector<fs::path> paths) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  for (const fs::path& path : paths) paths_.push_back(absolute_path(path));
  if (fd_ < 0) {
    problem_ = "inotify is not available (" + error_text(errno) + "; see fs.inotify.max_user_instances)";
  } else {
    refresh();
  }
}

WatchSet::~WatchSet() {
  if (fd_ >= 0) ::close(fd_);
}

void WatchSet::refresh() {
  if (fd_ < 0) return;
  problem_.clear();
  wanted_.clear();
  ways_seen_.clear();
  directories_seen_.clear();
  for (const fs::path& path : paths_) watch_root(path);
  for (const auto& [descriptor, watch] : watches_) {
    if (!wanted_.contains(descriptor)) ::inotify_rm_watch(fd_, descriptor);
  }
  watches_ = std::exchange(wanted_, {});
}

void WatchSet::watch_root(const fs::path& path) {
  watch_way_to(path, kMaxLinks);
  watch_way_to(path / kIgnoreFile, kMaxLinks);
  watch_tree(path, kMaxDepth);
}

/// Watches for each name on the way to `path` in its directory, and follows each link. Stops at a missing
/// name: its appearance is an event.
void WatchSet::watch_way_to(const fs::path& path, int links_left) {
  fs::path here = path.root_path();
  for (const fs::path& name : path.relative_path()) {
    if (name.empty() || name == ".") continue;
    const fs::path next = here / name;
    if (name != ".." && ways_seen_.insert(next.string()).second) {
      if (Watch* watch = add(here)) watch->names.insert(name.string());
      std::error_code error;
      if (fs::is_symlink(fs::symlink_status(next, error)) && links_left > 0) {
        const fs::path target = fs::read_symlink(next, error);
        if (!error) watch_way_to(target.is_absolute() ? target : here / target, links_left - 1);
      }
    }
    here = next;
  }
}

/// Watches first and lists afterwards, so that what appears in between is an event.
void WatchSet::watch_tree(const fs::path& directory, int depth_left) {
  struct stat info {};
  if (depth_left == 0 || ::stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return;
  if (!directories_seen_.insert({info.st_dev, info.st_ino}).second) return;
  Watch* watch = add(directory);
  if (!watch) return;
  watch->whole = true;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (is_hidden_name(it->path().filename().native())) continue;
    std::error_code entry_error;
    if (it->is_symlink(entry_error)) watch_way_to(it->path(), kMaxLinks);
    if (it->is_directory(entry_error)) watch_tree(it->path(), depth_left - 1);
  }
}

WatchSet::Watch* WatchSet::add(const fs::path& directory) {
  if (wanted_.size() >= kMaxWatches) {
    problem_ = "more than " + std::to_string(kMaxWatches) + " folders to watch";
    return nullptr;
  }
  const int descriptor = ::inotify_add_watch(fd_, directory.c_str(), kMask);
  if (descriptor >= 0) {
    Watch& watch = wanted_[descriptor];
    if (watch.path.empty()) watch.path = directory;
    return &watch;
  }
  // The reader reports a missing or forbidden directory. Its parent is watched.
  if (errno == ENOSPC || errno == ENOMEM) {
    problem_ = "the limit of inotify watches is reached (raise fs.inotify.max_user_watches)";
  }
  return nullptr;
}

/// What one event in a watched directory means.
void WatchSet::judge(const Watch& watch, std::uint32_t mask, std::string_view name, Events& events) const {
  const bool named = watch.names.contains(std::string(name));
  const bool of_interest = named || (watch.whole && !is_hidden_name(name));
  if ((mask & kSelf) == 0 && !of_interest) return;
  const bool in_tree = watch.whole && !named && (mask & (IN_ISDIR | kSelf)) == 0;
  const fs::path path = watch.path / name;
  struct stat info {};
  const bool there = in_tree && ::lstat(path.c_str(), &info) == 0;
  const bool regular = there && S_ISREG(info.st_mode);
  // Created but not closed yet: its IN_CLOSE_WRITE is still to come.
  if (regular && (mask & IN_CREATE) != 0 && info.st_nlink == 1) return;
  events.relevant = true;
  if (regular && (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) {
    events.files.push_back(path);
    return;
  }
  events.elsewhere = true;
  if ((mask & kStructure) != 0 && !regular) events.structure = true;
}

WatchSet::Events WatchSet::read_events() {
  Events result;
  alignas(inotify_event) std::array<char, 64 * 1024> buffer;
  for (;;) {
    const ssize_t size = ::read(fd_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return result;
    for (ssize_t offset = 0; offset < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + offset, sizeof event);
      const std::string_view name =
          event.len > 0 ? std::string_view(buffer.data() + offset + sizeof event) : "";
      offset += static_cast<ssize_t>(sizeof event + event.len);
      if ((event.mask & IN_Q_OVERFLOW) != 0) result.relevant = result.structure = result.elsewhere = true;
      const auto found = watches_.find(event.wd);
      if (found != watches_.end()) judge(found->second, event.mask, name, result);
    }
  }
}

}  // namespace fwop::manifests
