#pragma once

#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace fwop::controller::cli {

/// Collects the lines of a watch into the current clusters (JSON, by resource name). The fields observedAt
/// and nextTry do not count as a change.
class WatchedClusters {
 public:
  /// Applies one line of the watch. `keep(cluster)` returns whether the cluster is selected. Throws
  /// nlohmann::json::exception when the line is not valid.
  template <class Keep>
  void take(nlohmann::json line, const Keep& keep) {
    const std::string type = line.at("type");
    if (type == "RESTART") return begin_list();
    if (type == "BOOKMARK") return end_list();
    nlohmann::json cluster = std::move(line.at("cluster"));
    const std::string name = cluster.at("resourceName");
    if (type == "DELETED" || !keep(cluster)) return remove(name);
    put(name, std::move(cluster));
  }

  /// False until the list is complete: from RESTART to the BOOKMARK that follows.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const std::map<std::string, nlohmann::json>& all() const { return clusters_; }
  /// The resource names of the clusters that were added, changed or removed since the last call.
  std::set<std::string> take_changed() { return std::exchange(changed_, {}); }

 private:
  void begin_list();
  void end_list();
  void put(const std::string& name, nlohmann::json cluster);
  void remove(const std::string& name);

  std::map<std::string, nlohmann::json> clusters_;
  std::set<std::string> changed_;
  std::set<std::string> unconfirmed_;  ///< Known before RESTART, and not yet in the list.
  bool complete_ = false;
};

}  // namespace fwop::controller::cli
