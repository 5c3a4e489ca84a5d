#include "controller/cli/watched_clusters.hpp"

#include <utility>

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

json without_moving_parts(const json& cluster) {
  json rest = cluster;
  rest.erase("observedAt");
  rest.erase("nextTry");
  return rest;
}

}  // namespace

void WatchedClusters::begin_list() {
  complete_ = false;
  for (const auto& [name, cluster] : clusters_) unconfirmed_.insert(name);
}

void WatchedClusters::end_list() {
  complete_ = true;
  for (const std::string& name : std::exchange(unconfirmed_, {})) remove(name);
}

void WatchedClusters::put(const std::string& name, json cluster) {
  unconfirmed_.erase(name);
  const auto found = clusters_.find(name);
  if (found == clusters_.end() || without_moving_parts(found->second) != without_moving_parts(cluster))
    changed_.insert(name);
  clusters_.insert_or_assign(name, std::move(cluster));
}

void WatchedClusters::remove(const std::string& name) {
  unconfirmed_.erase(name);
  if (clusters_.erase(name) > 0) changed_.insert(name);
}

}  // namespace fwop::controller::cli
