#pragma once

#include <string_view>

namespace fwop::manifests {

/// The type of an unquoted scalar in YAML 1.2 (core schema).
enum class PlainType { String, Null, Boolean, Integer, Float };

PlainType plain_type(std::string_view text);

/// "a number", "a boolean", "null" or "a string": for messages.
std::string_view plain_type_name(PlainType type);

/// True for words such as `no` and `on`: strings in YAML 1.2, booleans for readers of YAML 1.1 like kubectl.
bool is_yaml11_boolean(std::string_view text);

}  // namespace fwop::manifests
