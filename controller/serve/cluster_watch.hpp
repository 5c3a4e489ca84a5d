#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "controller/bus/bus.hpp"
#include "controller/serve/render_thread.hpp"
#include "controller/serve/status_source.hpp"
#include "controller/show/cluster_walk.hpp"

namespace fwop::controller {

/// The lines for one reader of /api/v1/clusters?watch=true: one JSON object for each change, as in a
/// Kubernetes watch. `type` is ADDED, MODIFIED or DELETED, with `cluster` (DELETED: only account, clusterId
/// and resourceName). RESTART comes first, and again whenever the reader was too slow; the complete list of
/// clusters follows it. BOOKMARK ends that list, and then comes every kBookmarkEvery. It has the current
/// `time`, and under `observed` when all clusters of each account were last read; an unchanged read is
/// reported nowhere else. A cluster that the reader knew before a RESTART and that is not in the list before
/// the BOOKMARK is gone. Use it on the loop's thread only.
class ClusterWatch {
 public:
  /// If a reader gets no line for clearly longer than this, the daemon is not reachable.
  static constexpr std::chrono::seconds kBookmarkEvery{15};
  /// The minimum time between two batches of changes.
  static constexpr std::chrono::milliseconds kShortestPause{200};

  /// `name`: as for ClusterLookup; empty for all clusters. The JSON text is made on `thread`.
  ClusterWatch(std::shared_ptr<const StatusSource> source, std::shared_ptr<RenderThread> thread,
               std::string name);

  /// Waits for the next lines, at least one; nothing when the watch has ended.
  boost::asio::awaitable<std::optional<std::string>> next();
  /// Ends the watch. A waiting next() returns nothing.
  void stop() { changes_.close(); }

 private:
  /// One line, before its text is made on the other thread.
  struct Line {
    const char* type = "";
    api::ClusterKey key;
    std::optional<ClusterView> view;
  };

  [[nodiscard]] ClusterSlices slices() const;
  /// Starts to send the complete list again, and returns the RESTART line.
  std::string restart();
  std::string bookmark();
  /// With a name: the lines of those of `changed` that it matches, and of those that it began or ceased to
  /// match.
  std::vector<Line> named_lines(const std::vector<api::ClusterKey>& changed);
  /// Removes up to ClusterWalk::kAtOnce keys from waiting_ and returns their lines.
  std::vector<Line> take_waiting();
  void add(const api::ClusterKey& key, std::optional<ClusterView> view, std::vector<Line>& lines);
  boost::asio::awaitable<std::string> text_of(std::vector<Line> lines);

  std::shared_ptr<const StatusSource> source_;
  std::shared_ptr<RenderThread> thread_;
  std::string name_;
  Subscription changes_;
  std::optional<ClusterWalk> walk_;         ///< Set while the complete list is sent.
  std::vector<api::ClusterKey> waiting_;    ///< Changed clusters to report.
  std::unordered_set<std::uint64_t> told_;  ///< Digests of the keys that the reader knows.
  std::vector<api::ClusterKey> named_;      ///< The clusters that `name_` matched last.
  std::chrono::steady_clock::time_point last_news_{};
  std::chrono::steady_clock::time_point next_bookmark_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace fwop::controller
