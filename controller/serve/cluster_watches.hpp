#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "controller/serve/cluster_watch.hpp"

namespace fwop::controller {

/// All open watches. Use it on the loop's thread only.
class ClusterWatches {
 public:
  /// The most open watches; each keeps a connection busy.
  static constexpr std::size_t kMost = 32;

  explicit ClusterWatches(std::shared_ptr<const StatusSource> source) : source_(std::move(source)) {}

  /// Opens a watch of the clusters that `name` matches, or of all when it is empty. Null when kMost are open.
  /// A watch is open for as long as the caller keeps the pointer.
  std::shared_ptr<ClusterWatch> open(std::string name);
  /// Ends every watch. Call it before the loop is destroyed.
  void stop();

 private:
  std::shared_ptr<const StatusSource> source_;
  std::shared_ptr<RenderThread> thread_ = std::make_shared<RenderThread>();
  std::vector<std::weak_ptr<ClusterWatch>> open_;
};

}  // namespace fwop::controller
