#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/standin/refusal.hpp"

namespace fwop::api::standin {

/// Paths of a Cluster in snake_case, as "display_name" or "eks_cluster.region".
using Paths = std::vector<std::string>;

/// "eks_cluster.aws_account_id" for "eksCluster.awsAccountId"; snake_case stays as it is.
std::string to_snake_case(std::string_view path);

/// True for every field of a Cluster (contract, section 1.1), messages included.
bool is_cluster_path(std::string_view snake_path);
/// True for what a caller may set.
bool is_input_path(std::string_view snake_path);

/// Reads a comma-separated list of paths in snake_case or camelCase. Empty and "*" give no paths, which means
/// everything. An unknown path is refused.
Answer<Paths> parse_read_mask(std::string_view text);
/// As parse_read_mask(), for fields that a caller may set.
Answer<Paths> parse_update_mask(std::string_view text);

/// True when `paths` is empty, or holds the field, a message it is in, or (for a message) a field in it.
bool selects(const Paths& paths, std::string_view snake_path);

}  // namespace fwop::api::standin
