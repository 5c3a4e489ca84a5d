#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fwop {

/// Columns that `text` takes on a terminal: two for wide characters, none for combining ones.
std::size_t display_width(std::string_view text);

/// `text`, safe for a terminal: control characters become spaces, and bytes that are not UTF-8 become '?'.
std::string printable(std::string_view text);

/// At most `width` columns of printable `text`; a text that was cut ends in '…'.
std::string fit(std::string_view text, std::size_t width);

/// fit(), filled up with spaces to exactly `width` columns.
std::string pad(std::string_view text, std::size_t width);

}  // namespace fwop
