#include "api/base/duration.hpp"

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using std::chrono::milliseconds;

TEST(Duration, IsReadInEveryUnitAndInMixtures) {
  EXPECT_EQ(*parse_duration("0"), milliseconds(0));
  EXPECT_EQ(*parse_duration("300ms"), milliseconds(300));
  EXPECT_EQ(*parse_duration("2s"), milliseconds(2'000));
  EXPECT_EQ(*parse_duration("1m30s"), milliseconds(90'000));
  EXPECT_EQ(*parse_duration("1h"), milliseconds(3'600'000));
  EXPECT_EQ(*parse_duration("1.5s"), milliseconds(1'500));
}

TEST(Duration, RefusesWhatIsNotOneAndSaysWhatToWrite) {
  for (const char* text : {"", "2", "s", "-1s", "1s1m", "1s 2ms", "1..5s", "1.s", "2 s", "9999999999999s",
                           "1y", "99999h", "1s1s"}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().find(text), std::string::npos) << text;
  }
  EXPECT_NE(parse_duration("soon").error().find("1m30s"), std::string::npos);
}

}  // namespace
}  // namespace fwop::api
