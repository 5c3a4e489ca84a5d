#pragma once

#include <string_view>

namespace fwop {

/// `text` without a leading byte order mark, which some editors write, and without white space around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

}  // namespace fwop
