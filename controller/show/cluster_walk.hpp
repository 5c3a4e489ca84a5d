#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "controller/model/view.hpp"

namespace fwop::controller {

/// Returns up to `most` clusters whose key is greater than `after` (from the first one if that is nothing).
using ClusterSlices =
    std::function<std::vector<ClusterView>(const std::optional<api::ClusterKey>& after, std::size_t most)>;

/// Goes through all clusters by key, in slices, so that copying them never blocks the event loop for long.
/// Each view shows the time of its slice. A cluster that comes or goes meanwhile is met once or not at all.
class ClusterWalk {
 public:
  /// Copying a slice takes about a millisecond.
  static constexpr std::size_t kAtOnce = 128;

  explicit ClusterWalk(ClusterSlices slices) : slices_(std::move(slices)) {}

  /// Lets other work of the executor run first, then returns the next slice; empty after the last cluster.
  boost::asio::awaitable<std::vector<ClusterView>> next() {
    const auto executor = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(executor, boost::asio::use_awaitable);
    std::vector<ClusterView> slice = slices_(last_, kAtOnce);
    if (!slice.empty()) last_ = slice.back().key;
    co_return slice;
  }

 private:
  ClusterSlices slices_;
  std::optional<api::ClusterKey> last_;
};

}  // namespace fwop::controller
