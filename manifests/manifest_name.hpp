#pragma once

#include <string_view>

namespace fwop::manifests {

/// By its ending, `path` names a file that is read for manifests.
constexpr bool is_manifest_name(std::string_view path) {
  return path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
}

}  // namespace fwop::manifests
