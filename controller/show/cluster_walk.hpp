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

/// At most `most` clusters of those that come after `after` by key, or of all when that is nothing.
using ClusterSlices =
    std::function<std::vector<ClusterView>(const std::optional<api::ClusterKey>& after, std::size_t most)>;

/// Goes through all clusters by key, some at a time, so that copying them never keeps the loop for long. Each
/// is as it was when its slice was made. One that comes or goes meanwhile is met once or not at all.
class ClusterWalk {
 public:
  /// A slice of them is copied in about a millisecond.
  static constexpr std::size_t kAtOnce = 128;

  explicit ClusterWalk(ClusterSlices slices) : slices_(std::move(slices)) {}

  /// Lets what waits for the executor run first; returns nothing after the last cluster.
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
