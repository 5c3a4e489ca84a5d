#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fwop::manifests {

/// The inotify watches that show every change below some paths: each directory below them; and for each path
/// and each symbolic link on the way, the directories in which a name would have to be replaced. Blocking
/// but quick; not thread-safe.
class WatchSet {
 public:
  explicit WatchSet(std::vector<std::filesystem::path> paths);
  ~WatchSet();
  WatchSet(const WatchSet&) = delete;
  WatchSet& operator=(const WatchSet&) = delete;

  /// The inotify descriptor, non-blocking, owned by this; -1 when there is none.
  [[nodiscard]] int descriptor() const { return fd_; }

  /// Sets the watches for what is there now, so that nothing that changes after the call began is missed.
  void refresh();

  /// The meaning of the pending events.
  struct Events {
    bool relevant = false;   ///< Something below the paths changed.
    bool structure = false;  ///< Directories or links may have changed: call refresh().
    /// If `elsewhere` is false, these files in a watched directory changed, and nothing else.
    std::vector<std::filesystem::path> files;
    bool elsewhere = false;
  };
  Events read_events();

  /// Why inotify may miss changes, for people; empty if everything is watched.
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  struct Watch {
    bool whole = false;           ///< Every name in the directory matters,
    std::set<std::string> names;  ///< or only these.
    std::filesystem::path path;
  };

  void watch_root(const std::filesystem::path& path);
  void watch_way_to(const std::filesystem::path& path, int links_left);
  void watch_tree(const std::filesystem::path& directory, int depth_left);
  Watch* add(const std::filesystem::path& directory);
  void judge(const Watch& watch, std::uint32_t mask, std::string_view name, Events& events) const;

  std::vector<std::filesystem::path> paths_;
  int fd_ = -1;
  std::map<int, Watch> watches_;
  std::string problem_;

  // While refresh() runs.
  std::map<int, Watch> wanted_;
  std::set<std::string> ways_seen_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> directories_seen_;
};

}  // namespace fwop::manifests
