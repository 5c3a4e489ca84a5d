#include "api/base/shared_text.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

TEST(SharedText, IsTheTextThatItWasMadeFrom) {
  const SharedText text = "arn:aws:iam::123456789012:role/A";
  EXPECT_EQ(text, "arn:aws:iam::123456789012:role/A");
  EXPECT_EQ(text, std::string("arn:aws:iam::123456789012:role/A"));
  EXPECT_NE(text, "arn:aws:iam::123456789012:role/B");
  EXPECT_FALSE(text.empty());
  EXPECT_TRUE(SharedText("").empty());
  EXPECT_EQ(SharedText(""), SharedText());
  EXPECT_EQ(SharedText().str(), "");
  EXPECT_LT(SharedText("a"), SharedText("b"));
}

TEST(SharedText, KeepsACommonTextOnceAmongManyOthers) {
  const SharedText common = "common";
  std::size_t shared = 0;
  for (int i = 0; i < 1000; ++i) {
    const SharedText other = std::to_string(i);
    EXPECT_EQ(other, std::to_string(i));
    const SharedText again = "common";
    EXPECT_EQ(again, common);
    if (&again.str() == &common.str()) ++shared;
  }
  EXPECT_GT(shared, 0U);
}

TEST(SharedText, OutlivesTheThreadThatMadeIt) {
  std::vector<SharedText> made(100);
  std::jthread([&] {
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = std::to_string(i);
  }).join();
  for (std::size_t i = 0; i < made.size(); ++i) EXPECT_EQ(made[i], std::to_string(i));
}

}  // namespace
}  // namespace fwop::api
