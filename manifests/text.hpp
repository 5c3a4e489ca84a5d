#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fwop::manifests {

/// A place in a text, line and column from 1. The column counts bytes while a file is read, and code points,
/// as in editors, in messages (Reporter).
struct Position {
  int line = 0;
  int column = 0;

  bool operator==(const Position&) const = default;
};

/// Why a text cannot be YAML at all, and at which byte.
struct TextProblem {
  std::size_t offset = 0;
  std::string message;
};

/// Finds invalid UTF-8, NUL and other control characters, which no YAML may hold.
std::optional<TextProblem> find_text_problem(std::string_view text);

/// The place of the byte at `offset`, its column in bytes.
Position byte_position_of(std::string_view text, std::size_t offset);

/// Line number `line` (from 1), without its newline; empty if there is none.
std::string_view line_of(std::string_view text, int line);

/// Code points in valid UTF-8.
std::size_t count_code_points(std::string_view text);

/// At most `max_bytes` of `text`, cut between code points, for quoting it in a message.
std::string shortened(std::string_view text, std::size_t max_bytes = 80);

/// The same between double quotes.
std::string quoted(std::string_view text);

/// JSON writes characters beyond U+FFFF as two \uXXXX halves, which YAML does not know: makes one \UXXXXXXXX
/// of each such pair. Everything else stays as it is.
std::string join_surrogate_escapes(std::string_view json);

}  // namespace fwop::manifests
