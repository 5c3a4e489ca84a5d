#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "controller/cli/get.hpp"
#include "controller/cli/selector.hpp"

namespace fwop::controller::cli {

/// The path of the requested clusters in the status API.
std::string clusters_path(const GetOptions& options);

/// True if the labels of the cluster (JSON of the status API) match the selector.
bool is_selected(const nlohmann::json& cluster, const GetOptions& options, const Selector& selector);

/// The selected clusters from a reply about one cluster or all clusters, sorted by options.sort_by.
nlohmann::json chosen_clusters(nlohmann::json body, const GetOptions& options, const Selector& selector);

}  // namespace fwop::controller::cli
