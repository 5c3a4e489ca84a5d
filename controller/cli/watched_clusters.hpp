#pragma once

#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace fwop::controller::cli {

/// What the lines of a watch add up to: the clusters as they are now, as JSON, by resource name. What moves
/// by itself (when a cluster was seen, and when it is looked at next) is no change.
class WatchedClusters {
 public:
  /// Takes a line of the daemon's. `keep`: the cluster of that line is one of those asked for. Throws
  /// nlohmann::json::exception for what is no such line.
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

  /// All that there is was told.
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const std::map<std::string, nlohmann::json>& all() const { return clusters_; }
  /// Whose state changed, or who came or went, since the last call.
  std::set<std::string> take_changed() { return std::exchange(changed_, {}); }

 private:
  void begin_list();
  void end_list();
  void put(const std::string& name, nlohmann::json cluster);
  void remove(const std::string& name);

  std::map<std::string, nlohmann::json> clusters_;
  std::set<std::string> changed_;
  std::set<std::string> unconfirmed_;  ///< Known before the list that is being told, and not told in it yet.
  bool complete_ = false;
};

}  // namespace fwop::controller::cli
