#include "controller/show/progress.hpp"

#include <algorithm>
#include <cstdint>

#include "api/base/text_width.hpp"
#include "controller/show/age.hpp"

namespace fwop::controller {

std::string progress_bar(WallTime began, WallTime expected, WallTime now) {
  constexpr std::int64_t kCells = 10;
  const auto whole = std::max<WallTime::duration>(expected - began, std::chrono::seconds(1));
  const auto gone = std::clamp<WallTime::duration>(now - began, WallTime::duration(0), whole);
  const auto full = static_cast<std::size_t>(kCells * gone.count() / whole.count());
  const std::string bar = "[" + std::string(full, '#') + std::string(kCells - full, '-') + "] ";
  return now < expected ? bar + age_text(now, expected) + " left" : bar + age_text(expected, now) + " over";
}

void ProgressLines::update(const std::vector<TableRow>& rows, WallTime now) {
  for (const TableRow& row : rows) {
    std::string text = printable(row.name) + " " + printable(row.state) + " " + printable(row.verdict);
    if (!row.message.empty()) text += ": " + printable(row.message);
    std::string& told = told_[row.account + "/" + row.name];
    if (told == text) continue;
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    out_ << format_rfc3339(second) << " " << text << std::endl;
    told = std::move(text);
  }
}

}  // namespace fwop::controller
