#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "manifests/source.hpp"

namespace fwop::manifests {

/// Reads every `.yaml`, `.yml` and `.json` file below each of `paths` (a path may also be one file), in
/// name order, following symbolic links (a mounted ConfigMap is made of them) but no link cycle. Hidden
/// entries (a leading dot) are skipped unless reached by a link. A path that does not exist or cannot be
/// listed makes the reading's `error`; a file that cannot be read sets that file's error. Blocking.
SourceReading read_paths(const std::vector<std::filesystem::path>& paths, const DecodeLimits& limits);

/// Says when the files below `paths` may have changed: by inotify, debounced, plus a periodic rescan as a
/// safety net. Survives directories that vanish and come back, atomic renames and swaps of symbolic links.
class DirectoryWatcher {
 public:
  struct Options {
    /// Quiet time after an event before it is reported, so that a batch of writes is one change.
    std::chrono::milliseconds debounce{20};
    /// A change is reported at the latest this long after its first event, however busy the folder.
    std::chrono::milliseconds max_delay{80};
    std::chrono::seconds rescan{60};
  };

  DirectoryWatcher(boost::asio::any_io_executor executor, std::vector<std::filesystem::path> paths,
                   Options options);
  ~DirectoryWatcher();

  /// Completes at the next (debounced) change or rescan. What changed before the first call and after
  /// construction is not missed. Cancellable; one waiter at a time; on the executor's thread.
  boost::asio::awaitable<void> changed();

  /// Why some changes are seen only by rescans, every two seconds then; empty when inotify watches all.
  [[nodiscard]] std::string problem() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace fwop::manifests
