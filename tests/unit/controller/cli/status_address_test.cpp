#include "controller/cli/status_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller::cli {
namespace {

using testing::HasSubstr;

TEST(StatusAddress, IsTakenInEachFormThatPeopleWrite) {
  struct Case {
    const char* text;
    StatusAddress address;
  };
  for (const Case& one : {Case{"127.0.0.1:8080", {"127.0.0.1", "8080"}},
                          {"localhost:1", {"localhost", "1"}},
                          {"[::1]:8080", {"::1", "8080"}},
                          {"http://127.0.0.1:18080", {"127.0.0.1", "18080"}},
                          {"http://127.0.0.1:18080/", {"127.0.0.1", "18080"}},
                          {"http://[::1]:18080/metrics", {"::1", "18080"}},
                          {"https://127.0.0.1:18080", {"127.0.0.1", "18080", true}},
                          {"https://operator.example.com:443/api", {"operator.example.com", "443", true}},
                          {"0.0.0.0:0", {"0.0.0.0", "0"}}}) {
    const auto parsed = parse_status_address(one.text);
    ASSERT_TRUE(parsed) << parsed.error();
    EXPECT_EQ(*parsed, one.address) << one.text;
  }
  EXPECT_EQ(parse_status_address("http://[::1]:1/")->text(), "[::1]:1");
}

TEST(StatusAddress, WhatIsNoneIsRefusedWithTheForms) {
  for (const char* text :
       {"", "localhost", ":8080", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:80x",
        "::1:8080", "https://127.0.0.1", "http://127.0.0.1", "http://127.0.0.1/x:1", "[]:1"}) {
    const auto parsed = parse_status_address(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error(), testing::AllOf(HasSubstr(text), HasSubstr("127.0.0.1:8080 or [::1]:8080")));
  }
}

}  // namespace
}  // namespace fwop::controller::cli
