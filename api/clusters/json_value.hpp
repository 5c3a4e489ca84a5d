#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "api/clusters/json.hpp"

namespace fwop::api::detail {

/// How deep a body may nest. What we read needs four levels.
inline constexpr int kMaxJsonDepth = 64;

/// How many values a body may hold if it is read as a tree: two bytes of text can become a value of up to a
/// hundred bytes of memory.
inline constexpr std::size_t kMaxJsonValues = 100'000;
/// How many clusters one page may list; we ask for kMaxPageSize.
inline constexpr std::size_t kMaxClustersInPage = 10'000;

/// The errors for a text that is no JSON, and for one beyond a bound, which they name.
DecodeError not_json(std::string_view text);
DecodeError too_deep();
DecodeError too_many_clusters();

/// The whole text as one JSON value; an error for anything else, and beyond kMaxJsonDepth or kMaxJsonValues.
Decoded<nlohmann::json> parse_json(std::string_view text);

/// "a string", "an object", "a number": for messages.
std::string with_article(const nlohmann::json& value);

/// The first error of a decoding. The readers below return false on the first wrong type and put its message
/// here. Each level on the way out puts its own name in front of the path.
struct Failure {
  std::string path;
  std::string message;

  bool wrong_type(std::string_view expected, const nlohmann::json& found);
  bool invalid(std::string why);
  bool within(std::string_view name);
  bool within(std::string_view name, std::size_t index);
  DecodeError to_error() &&;
};

/// The member's value, or null when it is absent or null.
inline const nlohmann::json* member(const nlohmann::json& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

/// Absent and null leave `target` unchanged.
template <class Text>
bool read_string(const nlohmann::json& object, std::string_view name, Text& target, Failure& failure) {
  const nlohmann::json* value = member(object, name);
  if (value == nullptr) return true;
  if (!value->is_string()) return failure.wrong_type("a string", *value) || failure.within(name);
  target = value->get_ref<const std::string&>();
  return true;
}

}  // namespace fwop::api::detail
