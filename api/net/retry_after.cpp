#include "api/net/retry_after.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "api/base/trimmed.hpp"

namespace fwop::api {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<milliseconds> capped(double ms) {
  if (ms <= 0) return std::nullopt;
  if (ms >= static_cast<double>(kMaxRetryAfter.count())) return kMaxRetryAfter;
  return milliseconds(static_cast<milliseconds::rep>(std::ceil(ms)));
}

}  // namespace

std::optional<milliseconds> retry_after(std::string_view retry_after_ms, std::string_view retry_after,
                                        WallTime now) {
  if (const auto ms = number(trimmed(retry_after_ms, kBlanks))) {
    if (const auto wait = capped(*ms)) return wait;
  }
  const auto text = trimmed(retry_after, kBlanks);
  if (const auto seconds = number(text)) return capped(*seconds * 1000);
  if (const auto date = parse_http_date(text))
    return capped(std::chrono::duration<double, std::milli>(*date - now).count());
  return std::nullopt;
}

std::optional<WallTime> parse_http_date(std::string_view text) {
  // "Sun, 06 Nov 1994 08:49:37 GMT": the fixed form is rebuilt as RFC 3339, whose parser checks the rest.
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  for (std::size_t month = 0; month < kMonths.size(); ++month) {
    if (text.substr(8, 3) != kMonths[month]) continue;
    const std::string two_digits = (month < 9 ? "0" : "") + std::to_string(month + 1);
    return parse_rfc3339(std::string(text.substr(12, 4)) + "-" + two_digits + "-" +
                         std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z");
  }
  return std::nullopt;
}

}  // namespace fwop::api
