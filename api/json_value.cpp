#include "api/json_value.hpp"

#include <stdexcept>
#include <utility>

namespace fwop::api {

void throw_exception_from_error(const DecodeError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a failed decoding: " + error.message);
}

namespace detail {

namespace {

/// Whether brackets outside texts nest deeper than the limit: the parser would follow them all.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxJsonDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

}  // namespace

DecodeError too_deep() { return {"nested deeper than " + std::to_string(kMaxJsonDepth) + " levels"}; }

DecodeError not_json(std::string_view text) {
  return {text.empty() ? "expected JSON, found an empty body"
                       : "not valid JSON (" + std::to_string(text.size()) + " bytes)"};
}

Decoded<nlohmann::json> parse_json(std::string_view text) {
  using nlohmann::json;
  if (is_too_deep(text)) return too_deep();
  json parsed = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return not_json(text);
  // In place: json converts to everything, so a plain return is ambiguous.
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
