#include "controller/runtime/loop_watch.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using std::chrono::steady_clock;

TEST(LoopWatch, FindsAPauseOfTheLoop) {
  boost::asio::io_context loop;
  std::chrono::nanoseconds longest{};
  int measures = 0;
  LoopWatch watch(loop, [&](std::chrono::nanoseconds lag) {
    longest = std::max(longest, lag);
    if (++measures == 2) loop.stop();
  });
  watch.begin();
  boost::asio::post(loop, [] {
    const auto over = steady_clock::now() + 3 * LoopWatch::kPeriod;
    while (steady_clock::now() < over) {
    }
  });
  loop.run();
  EXPECT_EQ(measures, 2);
  EXPECT_GE(longest, LoopWatch::kPeriod);
}

TEST(LoopWatch, EndsWithItsObject) {
  boost::asio::io_context loop;
  {
    LoopWatch watch(loop, [](std::chrono::nanoseconds) { FAIL() << "it is gone"; });
    watch.begin();
  }
  EXPECT_LE(loop.run(), 1U);
}

}  // namespace
}  // namespace fwop::controller
