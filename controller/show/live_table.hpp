#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "controller/show/table.hpp"

namespace fwop::controller {

/// Columns and rows of the terminal.
struct TerminalSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};
/// Of standard output; 80 by 24 when it is no terminal.
TerminalSize terminal_size();

/// A table that redraws itself in place, at most five times a second. It never takes more lines than the
/// terminal has: what needs a look is shown first, and the rest is counted in the last line. Not
/// thread-safe.
class LiveTable {
 public:
  static constexpr std::chrono::milliseconds kMinInterval{200};

  /// `header` is shown above the table: where the status page and the metrics are. Hides the cursor.
  LiveTable(std::ostream& out, std::string header, bool colours);
  /// As finish().
  ~LiveTable();
  LiveTable(const LiveTable&) = delete;
  LiveTable& operator=(const LiveTable&) = delete;

  /// True if update() would draw at `now`. Ask first, so as not to make rows that are not drawn.
  [[nodiscard]] bool due(std::chrono::steady_clock::time_point now) const;
  /// Draws unless the last drawing was less than kMinInterval ago.
  void update(std::vector<TableRow> rows, std::chrono::steady_clock::time_point now, TerminalSize size);
  /// Draws for the last time, however recent the last drawing, and leaves the table on the screen.
  void finish(std::vector<TableRow> rows, TerminalSize size);
  /// Shows the cursor again; nothing is drawn afterwards.
  void finish();

 private:
  void draw(std::vector<TableRow> rows, TerminalSize size);

  std::ostream& out_;
  std::string header_;
  bool colours_;
  bool finished_ = false;
  std::size_t lines_ = 0;  ///< Of the last drawing.
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::time_point::min();
};

}  // namespace fwop::controller
