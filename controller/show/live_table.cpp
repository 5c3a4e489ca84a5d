#include "controller/show/live_table.hpp"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include <sys/ioctl.h>

#include "api/base/text_width.hpp"

namespace fwop::controller {
namespace {

constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";
constexpr std::string_view kClearToLineEnd = "\x1b[K";
constexpr std::string_view kClearBelow = "\x1b[J";
// The header, the table's head, the summary, and the cursor's line.
constexpr std::size_t kLinesAroundRows = 4;

}  // namespace

TerminalSize terminal_size() {
  winsize window{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0) return {};
  return {window.ws_col, window.ws_row};
}

LiveTable::LiveTable(std::ostream& out, std::string header, bool colours)
    : out_(out), header_(std::move(header)), colours_(colours) {
  out_ << kHideCursor << std::flush;
}

LiveTable::~LiveTable() { finish(); }

bool LiveTable::due(std::chrono::steady_clock::time_point now) const {
  return !finished_ && (lines_ == 0 || now - last_ >= kMinInterval);
}

void LiveTable::update(std::vector<TableRow> rows, std::chrono::steady_clock::time_point now,
                       TerminalSize size) {
  if (!due(now)) return;
  last_ = now;
  draw(std::move(rows), size);
}

void LiveTable::finish(std::vector<TableRow> rows, TerminalSize size) {
  if (!finished_) draw(std::move(rows), size);
  finish();
}

void LiveTable::finish() {
  if (!std::exchange(finished_, true)) out_ << kShowCursor << std::flush;
}

// One write for each frame, and every line is overwritten rather than cleared first: no flicker.
void LiveTable::draw(std::vector<TableRow> rows, TerminalSize size) {
  const std::string summary = verdict_summary(rows);
  sort_by_urgency(rows);
  const std::size_t room = std::max<std::size_t>(1, size.rows - std::min(size.rows, kLinesAroundRows));
  const std::size_t hidden = rows.size() > room ? rows.size() - room : 0;
  rows.resize(rows.size() - hidden);

  std::string text = fit(header_, size.columns) + "\n";
  text += render_table(rows, {.width = size.columns, .colours = colours_});
  text +=
      fit(summary + (hidden > 0 ? " (" + std::to_string(hidden) + " not shown)" : ""), size.columns) + "\n";

  std::string frame;
  if (lines_ > 0) frame = "\x1b[" + std::to_string(lines_) + "A\r";
  lines_ = 0;
  for (const char c : text) {
    if (c == '\n') {
      frame += kClearToLineEnd;
      ++lines_;
    }
    frame += c;
  }
  frame += kClearBelow;
  out_ << frame << std::flush;
}

}  // namespace fwop::controller
