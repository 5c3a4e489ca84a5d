#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "api/base/wall_time.hpp"

namespace fwop::api {

/// The longest wait that we accept from a server (contract, U16).
inline constexpr std::chrono::milliseconds kMaxRetryAfter = std::chrono::seconds(60);

/// The wait that an answer's headers ask for: `retry-after-ms` first, else `Retry-After` as seconds (a
/// fraction allowed) or as an HTTP date, which is compared with `now`: pass the answer's own Date if it has
/// one, so that our clock does not matter. Nothing for zero, negative and unreadable values.
std::optional<std::chrono::milliseconds> retry_after(std::string_view retry_after_ms,
                                                     std::string_view retry_after, WallTime now);

/// "Sun, 06 Nov 1994 08:49:37 GMT", or nothing.
std::optional<WallTime> parse_http_date(std::string_view text);

}  // namespace fwop::api
