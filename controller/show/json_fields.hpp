#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"

namespace fwop::controller {

// Read members of an object of the status API. A member that is missing or has another type reads as empty,
// and so does every member of a value that is no object.

inline std::string text_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The same, safe to print on a terminal.
inline std::string printable_text_of(const nlohmann::json& object, const char* name) {
  return printable(text_of(object, name));
}

/// "ACCOUNT/CLUSTER_ID" of an object that names a cluster so.
inline std::string account_and_id_of(const nlohmann::json& object) {
  return printable_text_of(object, "account") + "/" + printable_text_of(object, "clusterId");
}

inline std::int64_t number_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

}  // namespace fwop::controller
