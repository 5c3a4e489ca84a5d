#include "manifests/scalar.hpp"

#include <algorithm>
#include <array>

#include "api/base/characters.hpp"

namespace fwop::manifests {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string_view without_sign(std::string_view text) {
  return text.starts_with('+') || text.starts_with('-') ? text.substr(1) : text;
}

std::size_t leading_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// `1.5`, `.5`, `5.`, each with an exponent or not; also `1e3`.
bool is_decimal(std::string_view text) {
  const std::size_t whole = leading_digits(text);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    fraction = leading_digits(text.substr(1));
    text.remove_prefix(1 + fraction);
  }
  if (whole + fraction == 0) return false;
  if (text.empty()) return true;
  return (text.front() == 'e' || text.front() == 'E') && is_number(without_sign(text.substr(1)));
}

bool is_float(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kInfinity = {".inf", ".Inf", ".INF"};
  static constexpr std::array<std::string_view, 3> kNan = {".nan", ".NaN", ".NAN"};
  const std::string_view magnitude = without_sign(text);
  return is_one_of(text, kNan) || is_one_of(magnitude, kInfinity) || is_decimal(magnitude);
}

}  // namespace

PlainType plain_type(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
  static constexpr std::array<std::string_view, 6> kBoolean = {"true",  "True",  "TRUE",
                                                               "false", "False", "FALSE"};
  if (is_one_of(text, kNull)) return PlainType::Null;
  if (is_one_of(text, kBoolean)) return PlainType::Boolean;
  if (is_number(without_sign(text))) return PlainType::Integer;
  if (text.starts_with("0o") && text.size() > 2 && consists_of(text.substr(2), is_octal))
    return PlainType::Integer;
  if (text.starts_with("0x") && text.size() > 2 && consists_of(text.substr(2), is_hex))
    return PlainType::Integer;
  if (is_float(text)) return PlainType::Float;
  return PlainType::String;
}

std::string_view plain_type_name(PlainType type) {
  switch (type) {
    case PlainType::String: return "a string";
    case PlainType::Null: return "null";
    case PlainType::Boolean: return "a boolean";
    case PlainType::Integer: return "a number";
    case PlainType::Float: return "a number";
  }
  return "a string";
}

bool is_yaml11_boolean(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kWords = {"yes", "Yes", "YES", "no",  "No",  "NO",
                                                              "on",  "On",  "ON",  "off", "Off", "OFF"};
  return is_one_of(text, kWords);
}

}  // namespace fwop::manifests
