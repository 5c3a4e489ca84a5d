#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "controller/cli/get.hpp"
#include "controller/cli/selector.hpp"

namespace fwop::controller::cli {

/// Where the status API has the clusters that were asked for.
std::string clusters_path(const GetOptions& options);

/// The labels of a cluster in JSON fit the selector.
bool is_selected(const nlohmann::json& cluster, const GetOptions& options, const Selector& selector);

/// Those that were asked for, out of a reply about one cluster or all; sorted as the options say.
nlohmann::json chosen_clusters(nlohmann::json body, const GetOptions& options, const Selector& selector);

}  // namespace fwop::controller::cli
