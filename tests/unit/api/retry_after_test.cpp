#include "api/net/retry_after.hpp"

#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using std::chrono::milliseconds;
using Wait = std::optional<milliseconds>;

WallTime noon() { return *parse_rfc3339("2026-11-23T12:00:00Z"); }

TEST(RetryAfter, ReadsEveryForm) {
  const struct {
    const char* ms;
    const char* text;
    Wait wait;
  } cases[] = {
      {"", "", std::nullopt},
      {"1500", "", milliseconds(1500)},
      {"1500", "7", milliseconds(1500)},
      {"0.2", "", milliseconds(1)},
      {"x", "7", milliseconds(7000)},
      {"0", "7", milliseconds(7000)},
      {"", " 0.25 ", milliseconds(250)},
      {"", "Mon, 23 Nov 2026 12:00:05 GMT", milliseconds(5000)},
      {"", "Mon, 23 Nov 2026 11:59:59 GMT", std::nullopt},
      {"", "Mon, 23 Nov 2026 13:00:00 GMT", kMaxRetryAfter},
      {"", "0", std::nullopt},
      {"", "-3", std::nullopt},
      {"-3", "", std::nullopt},
      {"", "61", kMaxRetryAfter},
      {"", "1e300", kMaxRetryAfter},
      {"", "nan", std::nullopt},
      {"", "inf", std::nullopt},
      {"", "soon", std::nullopt},
      {"", "5 s", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(retry_after(c.ms, c.text, noon()), c.wait) << c.ms << "|" << c.text;
}

TEST(HttpDate, IsReadInItsFixedFormOnly) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), parse_rfc3339("1994-11-06T08:49:37Z"));
  for (const char* text :
       {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT"})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace fwop::api
