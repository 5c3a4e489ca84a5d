#include "api/base/text_width.hpp"

#include <array>
#include <utility>

namespace fwop {
namespace {

struct Character {
  char32_t point = 0;
  std::size_t bytes = 0;  ///< 1 for a byte that starts no character.
  bool valid = false;
};

Character next(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 && lead < 0xf5   ? 4
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                                                           : 0;
  if (length == 0 || text.size() < length) return {0, 1, false};
  char32_t point = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {0, 1, false};
    point = (point << 6U) | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  if (overlong || surrogate || point > 0x10ffff) return {0, 1, false};
  return {point, length, true};
}

// Only the blocks that matter in names and messages: a rare character that is missing moves a column by one.
constexpr std::array<std::pair<char32_t, char32_t>, 8> kWide = {{{0x1100, 0x115f},
                                                                 {0x2e80, 0xa4cf},
                                                                 {0xac00, 0xd7a3},
                                                                 {0xf900, 0xfaff},
                                                                 {0xfe30, 0xfe6f},
                                                                 {0xff00, 0xff60},
                                                                 {0x1f300, 0x1faff},
                                                                 {0x20000, 0x3fffd}}};
constexpr std::array<std::pair<char32_t, char32_t>, 5> kNoWidth = {
    {{0x300, 0x36f}, {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}}};

template <std::size_t N>
bool in(const std::array<std::pair<char32_t, char32_t>, N>& ranges, char32_t point) {
  for (const auto& [first, last] : ranges) {
    if (point >= first && point <= last) return true;
  }
  return false;
}

std::size_t width_of(char32_t point) {
  if (in(kNoWidth, point)) return 0;
  return in(kWide, point) ? 2 : 1;
}

// C0, DEL, C1, the marks that change the text direction, and noncharacters such as U+FFFE (which XML forbids
// too).
bool is_control(char32_t point) {
  return point < 0x20 || (point & 0xfffe) == 0xfffe || (point >= 0x7f && point < 0xa0) ||
         (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = next(text);
    width += character.valid ? width_of(character.point) : 1;
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = next(text);
    if (!character.valid) {
      out += '?';
    } else if (is_control(character.point)) {
      out += ' ';
    } else {
      out += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return out;
}

std::string fit(std::string_view text, std::size_t width) {
  const std::string clean = printable(text);
  if (display_width(clean) <= width) return clean;
  if (width == 0) return "";
  std::string out;
  std::size_t used = 0;
  for (std::string_view rest = clean; !rest.empty();) {
    const Character character = next(rest);
    if (used + width_of(character.point) > width - 1) break;
    used += width_of(character.point);
    out += rest.substr(0, character.bytes);
    rest.remove_prefix(character.bytes);
  }
  return out + "…";
}

std::string pad(std::string_view text, std::size_t width) {
  std::string out = fit(text, width);
  out.append(width - display_width(out), ' ');
  return out;
}

}  // namespace fwop
