#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>

#include "api/base/characters.hpp"
#include "manifests/manifest_writer.hpp"
#include "manifests/scalar.hpp"

namespace fwop::manifests {
namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Takes the first code point off `text`, which is valid UTF-8, and returns it.
char32_t next_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code_point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i) {
    code_point = (code_point << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(std::min(length, text.size()));
  return code_point;
}

/// True if a reader would reject the character, or take it for a line break or for nothing.
bool must_be_escaped(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE ||
         c == 0xFFFF;
}

bool has_code_point_to_escape(std::string_view text) {
  while (!text.empty()) {
    if (must_be_escaped(next_code_point(text))) return true;
  }
  return false;
}

/// True for the letters that YAML 1.1 reads as booleans.
bool is_one_letter_boolean(std::string_view text) {
  return text == "y" || text == "Y" || text == "n" || text == "N";
}

/// Stricter than YAML: a text that begins with a digit or a sign may be a number, a date or a time to some
/// reader.
bool is_plain(std::string_view text) {
  if (text.empty() || plain_type(text) != PlainType::String) return false;
  if (is_yaml11_boolean(text) || is_one_letter_boolean(text)) return false;
  if (is_ascii(text.front()) && !is_letter(text.front()) && text.front() != '/') return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':' && text[i + 1] == ' ') return false;
    const bool harmless = is_alphanumeric(c) || !is_ascii(c) ||
                          std::string_view(" :_-./@+=,()").find(c) != std::string_view::npos;
    if (!harmless) return false;
  }
  return !has_code_point_to_escape(text);
}

std::string escaped(char32_t c) {
  switch (c) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    default: break;
  }
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), c < 0x100 ? "\\x%02X" : "\\u%04X", static_cast<unsigned>(c));
  return text.data();
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string result = "\"";
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = next_code_point(text);
    if (c == '"' || c == '\\' || must_be_escaped(c)) {
      result += escaped(c);
    } else {
      result += before.substr(0, before.size() - text.size());
    }
  }
  return result + "\"";
}

}  // namespace fwop::manifests
