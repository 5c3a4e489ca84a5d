#pragma once

#include <optional>
#include <string_view>

#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {

/// Where a text would make yaml-cpp use too much memory; nothing if it would not.
std::optional<TreeProblem> find_excess(std::string_view text, const DecodeLimits& limits);

}  // namespace fwop::manifests
