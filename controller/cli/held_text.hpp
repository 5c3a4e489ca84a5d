#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"

namespace fwop::controller::cli {

// What `brake` and `brake release` print of a held change, as the daemon tells it.

/// That member as text that steers no terminal; empty when it is none.
inline std::string text_of(const nlohmann::json& held, const char* name) {
  const auto found = held.find(name);
  return found != held.end() && found->is_string() ? printable(found->get<std::string>()) : std::string();
}

/// ACCOUNT/CLUSTER.
inline std::string name_of(const nlohmann::json& held) {
  return text_of(held, "account") + "/" + text_of(held, "clusterId");
}

}  // namespace fwop::controller::cli
