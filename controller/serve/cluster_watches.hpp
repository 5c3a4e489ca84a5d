#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "controller/serve/cluster_watch.hpp"

namespace fwop::controller {

/// All that watch clusters at a time. For the loop's thread.
class ClusterWatches {
 public:
  /// For one more there is no room: each keeps a connection.
  static constexpr std::size_t kMost = 32;

  explicit ClusterWatches(std::shared_ptr<const StatusSource> source) : source_(std::move(source)) {}

  /// Another watch, of the clusters that are called `name`, or of all when that is empty. Null when there is
  /// no room for it. It counts for as long as the caller keeps it.
  std::shared_ptr<ClusterWatch> open(std::string name);
  /// Ends every watch. To be called before the loop goes.
  void stop();

 private:
  std::shared_ptr<const StatusSource> source_;
  std::shared_ptr<RenderThread> thread_ = std::make_shared<RenderThread>();
  std::vector<std::weak_ptr<ClusterWatch>> open_;
};

}  // namespace fwop::controller
