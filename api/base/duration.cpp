#include "api/base/duration.hpp"

#include <array>
#include <cstdint>
#include <optional>

#include "api/base/characters.hpp"

namespace fwop {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
// Largest first: a text must have them in this order.
constexpr std::array<Unit, 4> kUnits = {{{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

constexpr std::size_t kMaxDigits = 12;

std::string_view take_while(std::string_view& rest, bool digits) {
  std::size_t length = 0;
  while (length < rest.size() && (is_digit(rest[length]) || rest[length] == '.') == digits) ++length;
  const auto taken = rest.substr(0, length);
  rest.remove_prefix(length);
  return taken;
}

std::size_t unit_index(std::string_view name) {
  std::size_t index = 0;
  while (index < kUnits.size() && kUnits[index].name != name) ++index;
  return index;
}

/// `number` times `unit_ms`, cut to whole milliseconds; nothing when it is no number or too large.
std::optional<std::int64_t> scaled(std::string_view number, std::int64_t unit_ms) {
  const auto dot = number.find('.');
  const auto whole = number.substr(0, dot);
  if (whole.empty() || whole.size() > kMaxDigits) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  if (value > kMaxDuration.count() / unit_ms) return std::nullopt;
  value *= unit_ms;
  if (dot == std::string_view::npos) return value;
  const auto fraction = number.substr(dot + 1);
  if (fraction.empty() || fraction.size() > kMaxDigits) return std::nullopt;
  std::int64_t share = unit_ms;
  for (const char c : fraction) {
    if (!is_digit(c)) return std::nullopt;
    value += share * (c - '0') / 10;
    share /= 10;
  }
  return value;
}

}  // namespace

OrWhyNot<milliseconds> parse_duration(std::string_view text) {
  if (text == "0") return milliseconds(0);
  const auto error = [text] {
    return "'" + std::string(text.substr(0, 40)) +
           "' is not a duration: write a number and ms, s, m or h, as in 300ms, 2s or 1m30s";
  };
  if (text.empty()) return error();
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  for (auto rest = text; !rest.empty();) {
    const auto number = take_while(rest, true);
    const auto unit = unit_index(take_while(rest, false));
    if (unit >= kUnits.size() || unit < next_unit) return error();
    const auto part = scaled(number, kUnits[unit].ms);
    if (!part) return error();
    total += *part;
    next_unit = unit + 1;
  }
  if (total > kMaxDuration.count()) return "'" + std::string(text.substr(0, 40)) + "' is more than a year";
  return milliseconds(total);
}

}  // namespace fwop
