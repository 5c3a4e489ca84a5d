#pragma once

#include <cstdint>
#include <string_view>

namespace fwop::api {

/// The largest page the server gives (contract, section 6).
inline constexpr int kMaxPageSize = 200;

enum class Verb : std::uint8_t { Create, Get, List, Update, Delete };

/// Create, Update and Delete.
bool is_mutating(Verb verb);

/// "create", "get", "list", "update", "delete".
std::string_view verb_name(Verb verb);
/// "POST", "GET", "GET", "PATCH", "DELETE".
std::string_view http_method(Verb verb);

}  // namespace fwop::api
