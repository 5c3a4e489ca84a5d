#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "manifests/snapshot_builder.hpp"

namespace fwop::manifests {

/// What may have changed below some paths since the last report.
struct Changes {
  bool anything = true;                      ///< More than `files`, or unknown.
  std::vector<std::filesystem::path> files;  ///< Regular files, by absolute path.

  /// Adds what changed later.
  void add(Changes later);
};

/// Reads what is below each of `paths` (a path may also be one file) by the rule of manifest_name.hpp, in
/// name order, following symbolic links wherever they lead (a mounted ConfigMap is made of them) but no link
/// cycle. A path that does not exist, a folder that cannot be listed, or a `.fireworksignore` that cannot be
/// read sets the reading's `error`. A file that cannot be read, or is being written to, and a link that leads
/// nowhere set that file's error. Blocking; not thread-safe.
class DirectoryReader {
 public:
  /// A file that was last changed less than `settle_time` before it was read may change again within the same
  /// time stamp, so it is always read again.
  DirectoryReader(std::vector<std::filesystem::path> paths, DecodeLimits limits,
                  std::chrono::seconds settle_time = std::chrono::seconds(2));
  ~DirectoryReader();
  DirectoryReader(const DirectoryReader&) = delete;
  DirectoryReader& operator=(const DirectoryReader&) = delete;

  /// Files that did not change since the last reading without an error are not read again. If only known
  /// files changed, the reading is partial: it has only those.
  SourceReading read(const Changes& changes = {});
  /// Makes the next reading whole: it reads every file. Call if the last reading was lost.
  void forget();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// A single reading: it is not partial, and no file in it is `unchanged`.
SourceReading read_paths(const std::vector<std::filesystem::path>& paths, const DecodeLimits& limits);

/// Says when the files below `paths` may have changed: by inotify, debounced, plus a periodic rescan as a
/// safety net. Survives directories that vanish and come back, atomic renames and swaps of symbolic links.
class DirectoryWatcher {
 public:
  struct Options {
    /// Quiet time after an event before it is reported, so that a batch of writes is one change. Git writes
    /// a file of a checkout in a tenth of this.
    std::chrono::milliseconds debounce{2};
    /// A change is reported at the latest this long after its first event, however busy the folder.
    std::chrono::milliseconds max_delay{80};
    std::chrono::seconds rescan{60};
  };

  DirectoryWatcher(boost::asio::any_io_executor executor, std::vector<std::filesystem::path> paths,
                   Options options);
  ~DirectoryWatcher();

  /// Completes at the next (debounced) change or rescan. What changed before the first call and after
  /// construction is not missed. Cancellable; one waiter at a time; on the executor's thread.
  boost::asio::awaitable<Changes> changed();

  /// Why some changes are seen only by rescans (then every two seconds); empty if inotify watches everything.
  [[nodiscard]] std::string problem() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace fwop::manifests
