#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "api/base/characters.hpp"

namespace fwop::manifests {

/// Everything that a source lists is either decoded, or not ours by the following rule, or an error that
/// holds removals. Not ours are
///   - names that end neither in .yaml nor in .yml nor in .json, in any case (is_manifest_name);
///   - files and folders whose name begins with a dot, unless a link leads to them (is_hidden_name);
///   - what a `.fireworksignore` at the root of the source covers (IgnoreRules);
///   - documents without a value, and those of another group and kind that have nothing of a FireworksCluster
///     (identify_document).

/// True if `path` has the ending of a file that is read for manifests.
constexpr bool is_manifest_name(std::string_view path) {
  constexpr std::array<std::string_view, 3> kEndings = {".yaml", ".yml", ".json"};
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
    return path.size() >= ending.size() && std::equal(path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                                                      path.end(), ending.begin(), same);
  });
}

/// True if `path` has the ending of a JSON file.
constexpr bool is_json_name(std::string_view path) {
  return is_manifest_name(path) && (path.back() == 'n' || path.back() == 'N');
}

/// True for a hidden name, which no listing shows.
constexpr bool is_hidden_name(std::string_view name) { return name.starts_with('.'); }

}  // namespace fwop::manifests
