#include "controller/serve/answers.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

constexpr std::size_t kLarge = Answers::kSmall + 1;

StatusAnswer of_size(std::size_t size) { return {200, "text/plain", std::string(size, 'x')}; }

TEST(Answers, BeyondTheBoundALargeOneIsRefusedAndASmallOneIsNot) {
  Answers answers(2 * kLarge + 1000);
  auto first = answers.outgoing(of_size(kLarge));
  const auto second = answers.outgoing(of_size(kLarge));
  const auto refused = answers.outgoing(of_size(kLarge));
  EXPECT_EQ(refused.status, 503U);
  EXPECT_TRUE(refused.retry_later);
  EXPECT_EQ(answers.outgoing(of_size(Answers::kSmall)).status, 200U);
  first = {};
  EXPECT_EQ(answers.outgoing(of_size(kLarge)).status, 200U);
}

TEST(Answers, PiecesCountAsWhatTheyAreTogether) {
  Answers answers(kLarge);
  auto first = answers.outgoing("text/plain", {std::string(kLarge, 'x'), "y"});
  EXPECT_EQ(answers.bytes(), kLarge + 1);
  EXPECT_FALSE(answers.has_room());
  const std::string half(kLarge / 2 + 1, 'x');
  EXPECT_EQ(answers.outgoing("text/plain", {half, half}).status, 503U);
  first = {};
  EXPECT_EQ(answers.bytes(), 0U);
  EXPECT_EQ(answers.outgoing("text/plain", {half, half}).status, 200U);
}

TEST(Answers, AFleetLargerThanTheBoundCanStillBeRead) {
  Answers answers(kLarge);
  EXPECT_EQ(answers.outgoing(of_size(10 * kLarge)).status, 200U);
}

TEST(Answers, ABodyMayOutliveThem) {
  OutgoingAnswer kept;
  {
    Answers answers;
    kept = answers.outgoing(of_size(kLarge));
  }
  EXPECT_EQ(size_of(*kept.body), kLarge);
}

}  // namespace
}  // namespace fwop::controller
