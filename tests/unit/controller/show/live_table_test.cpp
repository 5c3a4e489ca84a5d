#include "controller/show/live_table.hpp"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::chrono::steady_clock::time_point kStart{std::chrono::hours(1)};

TableRow row(std::string name, std::string verdict = "Ready") {
  return {.name = std::move(name), .state = "READY", .verdict = std::move(verdict)};
}

TEST(LiveTable, HidesTheCursorAndShowsItAgain) {
  std::ostringstream out;
  { const LiveTable table(out, "header", false); }
  EXPECT_EQ(out.str(), "\x1b[?25l\x1b[?25h");
}

TEST(LiveTable, RedrawsOverWhatItDrewBefore) {
  std::ostringstream out;
  LiveTable table(out, "status at here", false);
  table.update({row("a")}, kStart, {});
  EXPECT_THAT(out.str(), HasSubstr("status at here"));
  out.str("");
  table.update({row("a")}, kStart + LiveTable::kMinInterval, {});
  // Header, head, one row and the summary.
  EXPECT_THAT(out.str(), StartsWith("\x1b[4A\r"));
  EXPECT_THAT(out.str(), EndsWith("\x1b[J"));
}

TEST(LiveTable, DrawsAtMostFiveTimesASecond) {
  std::ostringstream out;
  LiveTable table(out, "header", false);
  table.update({row("a")}, kStart, {});
  out.str("");
  EXPECT_FALSE(table.due(kStart + std::chrono::milliseconds(199)));
  table.update({row("b")}, kStart + std::chrono::milliseconds(199), {});
  EXPECT_EQ(out.str(), "");
  EXPECT_TRUE(table.due(kStart + std::chrono::milliseconds(200)));
}

TEST(LiveTable, NeverTakesMoreLinesThanTheTerminalAndShowsWhatIsNotReadyFirst) {
  std::ostringstream out;
  LiveTable table(out, "header", false);
  std::vector<TableRow> rows;
  for (int i = 0; i < 50; ++i) rows.push_back(row("ready-" + std::to_string(i)));
  rows.push_back(row("broken", "Failed"));
  table.update(rows, kStart, {.columns = 80, .rows = 10});
  const std::string text = out.str();
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_THAT(text, HasSubstr("broken"));
  EXPECT_THAT(text, HasSubstr("51 clusters: 1 Failed, 50 Ready (45 not shown)"));
}

TEST(LiveTable, TheLastDrawingIsNeverSkipped) {
  std::ostringstream out;
  LiveTable table(out, "header", false);
  table.update({row("a", "Progressing")}, kStart, {});
  out.str("");
  table.finish({row("a")}, {});
  EXPECT_THAT(out.str(), HasSubstr("1 cluster: 1 Ready"));
  EXPECT_THAT(out.str(), EndsWith("\x1b[?25h"));
  out.str("");
  table.update({row("a")}, kStart + std::chrono::hours(1), {});
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace fwop::controller
