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

/// What one reader of /api/v1/clusters?watch=true is told: a line of JSON for each change, as the API of
/// Kubernetes does. `type` is ADDED, MODIFIED or DELETED, with the `cluster` (of one that is gone, account,
/// clusterId and resourceName alone); RESTART before everything is told anew, also at the beginning; and
/// BOOKMARK, with the `time`, once all that there is was told, and from then on every kBookmarkEvery. It also
/// says for each account when all its clusters were `observed` last, because a read that shows no difference
/// is told nowhere else. What a reader knew before a RESTART, and is not told until the BOOKMARK, is gone.
/// For the loop's thread.
class ClusterWatch {
 public:
  /// A reader that hears nothing for longer knows that the daemon is not there.
  static constexpr std::chrono::seconds kBookmarkEvery{15};
  /// A cluster that changes all the time is told of this often.
  static constexpr std::chrono::milliseconds kShortestPause{200};

  /// `name`: as for ClusterLookup; empty for all. `thread` makes the text.
  ClusterWatch(std::shared_ptr<const StatusSource> source, std::shared_ptr<RenderThread> thread,
               std::string name);

  /// The next lines, at least one; nothing when there will be no more.
  boost::asio::awaitable<std::optional<std::string>> next();
  /// There will be no more: also who waits for the next lines gets nothing.
  void stop() { changes_.close(); }

 private:
  /// A line to be made on the other thread: of a view, or of one that is gone.
  struct Line {
    const char* type = "";
    api::ClusterKey key;
    std::optional<ClusterView> view;
  };

  [[nodiscard]] ClusterSlices slices() const;
  /// Of the cluster of that key; nothing when it is gone, or is not called so any more.
  [[nodiscard]] std::optional<ClusterView> view_of(const api::ClusterKey& key) const;
  /// Begins to tell everything anew, and returns the line that says so.
  std::string restart();
  std::string bookmark();
  /// Those of `changed` that concern the reader, and those that were called so and are not any more.
  std::vector<api::ClusterKey> concerned(std::vector<api::ClusterKey> changed);
  /// The lines of some that wait.
  std::vector<Line> take_waiting();
  void add(const api::ClusterKey& key, std::optional<ClusterView> view, std::vector<Line>& lines);
  boost::asio::awaitable<std::string> text_of(std::vector<Line> lines);

  std::shared_ptr<const StatusSource> source_;
  std::shared_ptr<RenderThread> thread_;
  std::string name_;
  Subscription changes_;
  std::optional<ClusterWalk> walk_;         ///< Through all, while they are told anew.
  std::vector<api::ClusterKey> waiting_;    ///< They changed, and are still to be told.
  std::unordered_set<std::uint64_t> told_;  ///< Digests of the keys that the reader knows.
  std::vector<api::ClusterKey> named_;      ///< With a name: what was called so.
  std::chrono::steady_clock::time_point last_news_{};
  std::chrono::steady_clock::time_point next_bookmark_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace fwop::controller
