#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fwop {

/// Wall time, for people, and for what must survive a restart. For waits and deadlines use Instant.
using WallTime = std::chrono::system_clock::time_point;

/// RFC 3339 in UTC with up to nine fraction digits; nothing when it does not parse.
std::optional<WallTime> parse_rfc3339(std::string_view text);
/// "2026-11-23T12:00:00Z", with milliseconds when they are not zero.
std::string format_rfc3339(WallTime time);
/// "2026-11-23T12:00:00Z", whatever the milliseconds: for a line that a person reads.
std::string format_to_the_second(WallTime time);

}  // namespace fwop
