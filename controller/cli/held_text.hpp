#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "controller/show/json_fields.hpp"

namespace fwop::controller::cli {

/// ACCOUNT/CLUSTER of a held change, as the daemon tells it.
inline std::string name_of(const nlohmann::json& held) {
  return printable_text_of(held, "account") + "/" + printable_text_of(held, "clusterId");
}

}  // namespace fwop::controller::cli
