#include "api/base/wall_time.hpp"

#include <cstdint>
#include <cstdio>

#include "api/base/characters.hpp"

namespace fwop {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int kMaxFractionDigits = 9;

/// Reads a text from left to right; after the first mismatch every further step fails too.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int number(int digits) {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
      if (rest_.empty() || !is_digit(rest_.front())) failed_ = true;
      if (failed_) return 0;
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  /// The next character when it is one of `accepted`; a failure otherwise.
  char one_of(std::string_view accepted) {
    if (failed_ || rest_.empty() || accepted.find(rest_.front()) == std::string_view::npos) {
      failed_ = true;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  nanoseconds fraction() {
    if (rest_.empty() || rest_.front() != '.') return {};
    rest_.remove_prefix(1);
    std::int64_t value = 0;
    int digits = 0;
    for (; digits < kMaxFractionDigits && !rest_.empty() && is_digit(rest_.front()); ++digits) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (digits == 0) failed_ = true;
    for (; digits < kMaxFractionDigits; ++digits) value *= 10;
    return nanoseconds(value);
  }

  bool failed() const { return failed_; }
  bool at_end() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

/// The offset from UTC: "Z" or "+01:00".
std::optional<seconds> read_offset(Scanner& scanner) {
  const char sign = scanner.one_of("Zz+-");
  if (scanner.failed()) return std::nullopt;
  if (sign == 'Z' || sign == 'z') return seconds(0);
  const int hours = scanner.number(2);
  scanner.one_of(":");
  const int minutes = scanner.number(2);
  if (scanner.failed() || hours > 23 || minutes > 59) return std::nullopt;
  const seconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return sign == '-' ? -offset : offset;
}

bool is_representable(std::chrono::sys_seconds time) {
  // Leave a second at both ends, for the fraction.
  return time > std::chrono::ceil<seconds>(WallTime::min()) + seconds(1) &&
         time < std::chrono::floor<seconds>(WallTime::max()) - seconds(1);
}

}  // namespace

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  Scanner scanner(text);
  const int year = scanner.number(4);
  scanner.one_of("-");
  const int month = scanner.number(2);
  scanner.one_of("-");
  const int day = scanner.number(2);
  scanner.one_of("Tt ");
  const int hour = scanner.number(2);
  scanner.one_of(":");
  const int minute = scanner.number(2);
  scanner.one_of(":");
  const int second = scanner.number(2);
  const nanoseconds fraction = scanner.fraction();
  const auto offset = read_offset(scanner);
  if (!scanner.at_end() || !offset) return std::nullopt;

  const auto date = std::chrono::year(year) / month / day;
  // RFC 3339 allows second 60, a leap second: it counts as the first of the next minute.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::chrono::sys_seconds time = std::chrono::sys_days(date) + std::chrono::hours(hour) +
                                        std::chrono::minutes(minute) + seconds(second) - *offset;
  if (!is_representable(time)) return std::nullopt;
  return std::chrono::time_point_cast<WallTime::duration>(time + fraction);
}

std::string format_rfc3339(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  std::string formatted = text;
  if (const auto ms = clock.subseconds().count(); ms != 0) {
    std::snprintf(text, sizeof text, ".%03d", static_cast<int>(ms));
    formatted += text;
  }
  return formatted + "Z";
}

std::string format_to_the_second(WallTime time) { return format_rfc3339(std::chrono::floor<seconds>(time)); }

}  // namespace fwop
