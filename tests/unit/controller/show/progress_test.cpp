#include "controller/show/progress.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const WallTime kBegan = WallTime(std::chrono::hours(500'000));

TEST(ProgressBar, FillsUntilTheExpectedEndAndTellsWhatIsOver) {
  EXPECT_EQ(progress_bar(kBegan, kBegan + minutes(10), kBegan), "[----------] 10m left");
  EXPECT_EQ(progress_bar(kBegan, kBegan + minutes(10), kBegan + minutes(4)), "[####------] 6m left");
  EXPECT_EQ(progress_bar(kBegan, kBegan + minutes(10), kBegan + seconds(599)), "[#########-] 1s left");
  EXPECT_EQ(progress_bar(kBegan, kBegan + minutes(10), kBegan + minutes(15)), "[##########] 5m over");
}

TEST(ProgressBar, TakesTimesThatMakeNoSense) {
  EXPECT_EQ(progress_bar(kBegan, kBegan - minutes(1), kBegan), "[----------] 60s over");
  EXPECT_EQ(progress_bar(kBegan, kBegan, kBegan - minutes(10)), "[----------] 10m left");
}

TEST(ProgressLines, TellEachChangeOnce) {
  std::ostringstream out;
  ProgressLines lines(out);
  TableRow row{.name = "prod",
               .account = "acme",
               .state = "CREATING",
               .verdict = "Progressing",
               .message = "coming\x1b up"};
  lines.update({row}, kBegan);
  lines.update({row}, kBegan + minutes(1));
  row.state = "READY";
  row.verdict = "Ready";
  row.message.clear();
  lines.update({row}, kBegan + minutes(2));
  EXPECT_EQ(out.str(),
            "2027-01-15T08:00:00Z prod CREATING Progressing: coming  up\n"
            "2027-01-15T08:02:00Z prod READY Ready\n");
}

}  // namespace
}  // namespace fwop::controller
