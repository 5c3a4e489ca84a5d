#include "controller/surface/answers.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

constexpr std::size_t kLarge = Answers::kSmall + 1;

StatusAnswer of_size(std::size_t size) { return {200, "text/plain", std::string(size, 'x')}; }

TEST(Answers, ReadersOfOneVersionShareOneBody) {
  Answers answers;
  int made = 0;
  const auto make = [&] {
    ++made;
    return of_size(kLarge);
  };
  std::vector<OutgoingAnswer> readers;
  for (int i = 0; i < 63; ++i) readers.push_back(answers.shared(7, make));
  EXPECT_EQ(made, 1);
  EXPECT_EQ(answers.bytes(), kLarge);
  EXPECT_EQ(readers.front().body, readers.back().body);
  answers.shared(8, make);
  EXPECT_EQ(made, 2) << "something was published since";
  readers.clear();
  EXPECT_EQ(answers.bytes(), 0U);
  answers.shared(8, make);
  EXPECT_EQ(made, 3) << "a body lives no longer than its readers";
}

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

TEST(Answers, AListIsNotMadeWhenThereIsNoRoom) {
  Answers answers(kLarge);
  const auto first = answers.outgoing(of_size(kLarge));
  const auto refused = answers.shared(1, []() -> StatusAnswer {
    ADD_FAILURE() << "made in vain";
    return {};
  });
  EXPECT_EQ(refused.status, 503U);
  EXPECT_TRUE(refused.retry_later);
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
  EXPECT_EQ(kept.body->size(), kLarge);
}

}  // namespace
}  // namespace fwop::controller
