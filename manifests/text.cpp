#include "manifests/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace fwop::manifests {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string hex(unsigned value, int digits) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%0*X", digits, value);
  return buffer.data();
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length), is_continuation))
    return 0;
  if (length < 3) return length;
  const auto second = static_cast<unsigned char>(text[1]);
  if (lead == 0xE0 && second < 0xA0) return 0;   // overlong
  if (lead == 0xED && second >= 0xA0) return 0;  // surrogate
  if (lead == 0xF0 && second < 0x90) return 0;   // overlong
  if (lead == 0xF4 && second >= 0x90) return 0;  // beyond U+10FFFF
  return length;
}

std::optional<unsigned> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  unsigned value = 0;
  for (char c : text.substr(0, 4)) {
    value *= 16;
    if (c >= '0' && c <= '9') {
      value += static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      value += static_cast<unsigned>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      value += static_cast<unsigned>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
  }
  return value;
}

/// The code point of `\uD83D\uDE00` and the like at the start of `text`.
std::optional<unsigned> surrogate_pair(std::string_view text) {
  constexpr std::size_t kPairLength = 12;
  if (text.size() < kPairLength || text[1] != 'u' || text[6] != '\\' || text[7] != 'u') return std::nullopt;
  const auto high = hex4(text.substr(2));
  const auto low = hex4(text.substr(8));
  if (!high || !low || *high < 0xD800 || *high > 0xDBFF || *low < 0xDC00 || *low > 0xDFFF)
    return std::nullopt;
  return 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00);
}

}  // namespace

std::optional<TextProblem> find_text_problem(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      return TextProblem{i, byte == 0
                                ? "a NUL byte: is this a binary or a half-written file?"
                                : "the control character U+" + hex(byte, 4) + " is not allowed in YAML"};
    }
    const std::size_t length = sequence_length(text.substr(i));
    if (length == 0) {
      return TextProblem{i, "the byte 0x" + hex(byte, 2) + " is not valid UTF-8: save the file as UTF-8"};
    }
    i += length;
  }
  return std::nullopt;
}

Position byte_position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          .column = 1 + static_cast<int>(before.size() - line_start)};
}

std::string_view line_of(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::size_t count_code_points(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
  std::size_t length = std::min(text.size(), max_bytes);
  while (length > 0 && length < text.size() && is_continuation(text[length])) --length;
  std::string result(text.substr(0, length));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (length < text.size()) result += "…";
  return result;
}

std::string join_surrogate_escapes(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  while (!json.empty()) {
    const std::size_t backslash = json.find('\\');
    result += json.substr(0, backslash);
    if (backslash == std::string_view::npos) break;
    json.remove_prefix(backslash);
    if (const auto code_point = surrogate_pair(json)) {
      result += "\\U" + hex(*code_point, 8);
      json.remove_prefix(12);
    } else {  // the escaped character goes along, so that "\\\\uD83D" is not mistaken
      result += json.substr(0, 2);
      json.remove_prefix(std::min<std::size_t>(2, json.size()));
    }
  }
  return result;
}

}  // namespace fwop::manifests
