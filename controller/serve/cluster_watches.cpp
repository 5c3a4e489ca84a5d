#include "controller/serve/cluster_watches.hpp"

#include <utility>

namespace fwop::controller {

std::shared_ptr<ClusterWatch> ClusterWatches::open(std::string name) {
  std::erase_if(open_, [](const std::weak_ptr<ClusterWatch>& watch) { return watch.expired(); });
  if (open_.size() >= kMost) return nullptr;
  auto watch = std::make_shared<ClusterWatch>(source_, thread_, std::move(name));
  open_.push_back(watch);
  return watch;
}

void ClusterWatches::stop() {
  for (const auto& weak : open_) {
    if (const auto watch = weak.lock()) watch->stop();
  }
  thread_->stop();
}

}  // namespace fwop::controller
