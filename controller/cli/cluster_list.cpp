#include "controller/cli/cluster_list.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/cli/status_client.hpp"

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

/// The sort key of a row: the column `by`, then the name.
std::pair<std::string, std::string> place_of(const json& cluster, const std::string& by) {
  const std::string column = by == "age" ? "firstSeen" : by;
  return {by == "name" ? "" : cluster.value(column, ""), cluster.value("name", "")};
}

}  // namespace

std::string clusters_path(const GetOptions& options) {
  return "/api/v1/clusters" + (options.name.empty() ? "" : "/" + path_of_name(options.name));
}

bool is_selected(const json& cluster, const GetOptions& options, const Selector& selector) {
  if (options.selector.empty()) return true;
  return selector.matches(cluster.value("labels", std::map<std::string, std::string>()));
}

json chosen_clusters(json body, const GetOptions& options, const Selector& selector) {
  // Moved, not copied: the JSON of a large fleet takes a hundred megabytes.
  json all = body.contains("clusters") ? std::move(body.at("clusters")) : json::array({std::move(body)});
  std::vector<std::pair<std::pair<std::string, std::string>, json>> placed;
  for (json& cluster : all) {
    if (is_selected(cluster, options, selector))
      placed.emplace_back(place_of(cluster, options.sort_by), std::move(cluster));
  }
  std::sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  json clusters = json::array();
  for (auto& [place, cluster] : placed) clusters.push_back(std::move(cluster));
  return clusters;
}

}  // namespace fwop::controller::cli
