#include "api/clusters/json_value.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

namespace fwop::api {

void throw_exception_from_error(const DecodeError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a failed decoding: " + error.message);
}

namespace detail {

namespace {

/// Checks the limits from the marks outside strings, before the parser allocates anything.
std::optional<DecodeError> find_excess(std::string_view text) {
  int depth = 0;
  std::size_t values = 1;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kMaxJsonDepth) return too_deep();
    // One value may follow each of these.
    if (c == '{' || c == '[' || c == ',' || c == ':') ++values;
    if (values > kMaxJsonValues)
      return DecodeError{"more than " + std::to_string(kMaxJsonValues) + " values"};
  }
  return std::nullopt;
}

}  // namespace

DecodeError too_deep() { return {"nested deeper than " + std::to_string(kMaxJsonDepth) + " levels"}; }

DecodeError too_many_clusters() {
  return {"clusters: more than " + std::to_string(kMaxClustersInPage) + " in one page"};
}

DecodeError not_json(std::string_view text) {
  return {text.empty() ? "expected JSON, found an empty body"
                       : "not valid JSON (" + std::to_string(text.size()) + " bytes)"};
}

Decoded<nlohmann::json> parse_json(std::string_view text) {
  using nlohmann::json;
  if (auto excess = find_excess(text)) return std::move(*excess);
  json parsed = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return not_json(text);
  // Constructed in place: json converts to everything, so a plain return is ambiguous.
  return Decoded<json>(boost::system::in_place_value, std::move(parsed));
}

std::string with_article(const nlohmann::json& value) {
  const std::string_view name = value.type_name();
  if (value.is_null()) return "null";
  const bool vowel = name.starts_with('o') || name.starts_with('a');
  return (vowel ? "an " : "a ") + std::string(name);
}

bool Failure::wrong_type(std::string_view expected, const nlohmann::json& found) {
  return invalid("expected " + std::string(expected) + ", found " + with_article(found));
}

bool Failure::invalid(std::string why) {
  message = std::move(why);
  return false;
}

bool Failure::within(std::string_view name) {
  if (!path.empty()) path.insert(0, ".");
  path.insert(0, name);
  return false;
}

bool Failure::within(std::string_view name, std::size_t index) {
  return within(std::string(name) + "[" + std::to_string(index) + "]");
}

DecodeError Failure::to_error() && {
  return {path.empty() ? std::move(message) : std::move(path) + ": " + message};
}

}  // namespace detail
}  // namespace fwop::api
