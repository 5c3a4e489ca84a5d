#include "api/json_value.hpp"

#include <stdexcept>
#include <utility>

namespace fwop::api {

void throw_exception_from_error(const DecodeError& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a failed decoding: " + error.message);
}

namespace detail {

Decoded<nlohmann::json> parse_json(std::string_view text) {
  using nlohmann::json;
  bool too_deep = false;
  const auto keep = [&too_deep](int depth, json::parse_event_t event, const json&) {
    if (depth < kMaxJsonDepth) return true;
    if (event != json::parse_event_t::object_start && event != json::parse_event_t::array_start) return true;
    too_deep = true;
    return false;
  };
  json parsed = json::parse(text.begin(), text.end(), keep, /*allow_exceptions=*/false);
  if (too_deep) return DecodeError{"nested deeper than " + std::to_string(kMaxJsonDepth) + " levels"};
  if (parsed.is_discarded()) {
    return DecodeError{text.empty() ? "expected JSON, found an empty body"
                                    : "not valid JSON (" + std::to_string(text.size()) + " bytes)"};
  }
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
