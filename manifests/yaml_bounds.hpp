#pragma once

#include <optional>
#include <string_view>

#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {

/// Where a text would cost yaml-cpp more memory than a file of manifests is worth; nothing when it would not.
std::optional<TreeProblem> find_excess(std::string_view text, const DecodeLimits& limits);

}  // namespace fwop::manifests
