#pragma once

#include <string_view>

namespace fwop {

inline constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";
/// The white space that JSON and YAML know.
inline constexpr std::string_view kWhiteSpaceOfJson = " \t\r\n";
/// What may stand between two words of one line.
inline constexpr std::string_view kBlanks = " \t";

/// `text` without the `white_space` around it.
constexpr std::string_view trimmed(std::string_view text, std::string_view white_space = kWhiteSpace) {
  const auto first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

/// Nothing but `white_space` stands in `text`.
constexpr bool is_blank(std::string_view text, std::string_view white_space = kWhiteSpace) {
  return text.find_first_not_of(white_space) == std::string_view::npos;
}

/// `text` without the byte order mark that an editor may have put first.
constexpr std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

}  // namespace fwop
