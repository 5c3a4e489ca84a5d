#pragma once

#include <optional>
#include <string_view>

#include "manifests/decode.hpp"
#include "manifests/yaml_tree.hpp"

namespace fwop::manifests {

/// Where `text` is not valid JSON by RFC 8259 (no comments, no trailing commas), or holds more values than
/// the limits allow; nothing if it is fine. Needs little memory, whatever the text.
std::optional<TreeProblem> find_json_problem(std::string_view text, const DecodeLimits& limits);

}  // namespace fwop::manifests
