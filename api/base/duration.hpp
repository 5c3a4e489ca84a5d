#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/base/or_why_not.hpp"

namespace fwop {

/// The longest duration that parse_duration() accepts: far beyond any use, and far from overflow.
inline constexpr std::chrono::milliseconds kMaxDuration = std::chrono::hours(24 * 365);

/// "300ms", "2s", "1m30s", "1.5h" or "0": numbers with a unit of ms, s, m or h, largest unit first, never
/// negative and at most kMaxDuration. The error is a text for people.
OrWhyNot<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace fwop
