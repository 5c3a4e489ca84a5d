#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace fwop {

// Of ASCII, whatever the locale says.

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string to_lower(std::string text) {
  for (char& c : text) c = to_lower(c);
  return text;
}

/// Each character of `text` is `accepted`; so it is when there is none.
template <class Predicate>
constexpr bool consists_of(std::string_view text, Predicate accepted) {
  return std::all_of(text.begin(), text.end(), accepted);
}

/// One digit or more, and nothing else.
constexpr bool is_number(std::string_view text) { return !text.empty() && consists_of(text, is_digit); }

}  // namespace fwop
