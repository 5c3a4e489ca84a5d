#include "controller/cli/selector.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller::cli {
namespace {

using Labels = std::map<std::string, std::string>;

bool selects(const std::string& text, const Labels& labels) {
  const auto selector = Selector::parse(text);
  EXPECT_TRUE(selector) << selector.error();
  return selector && selector->matches(labels);
}

TEST(Selector, HoldsAsKubectlsDoes) {
  const Labels prod = {{"env", "prod"}, {"team", "a"}};
  const Labels none;
  const struct {
    const char* text;
    bool of_prod;
    bool of_none;
  } cases[] = {
      {"env=prod", true, false},
      {"env==prod", true, false},
      {"env = dev", false, false},
      {"env!=prod", false, true},
      {"env in (dev, prod)", true, false},
      {"env in (dev)", false, false},
      {"env notin (dev)", true, true},
      {"env notin (prod)", false, true},
      {"env", true, false},
      {"!env", false, true},
      {"env=prod,team=a", true, false},
      {"env=prod, team in (b), team", false, false},
  };
  for (const auto& [text, of_prod, of_none] : cases) {
    EXPECT_EQ(selects(text, prod), of_prod) << text;
    EXPECT_EQ(selects(text, none), of_none) << text;
  }
}

TEST(Selector, WhatCannotBeReadIsNamed) {
  for (const char* text : {"", "=b", "a b", "a like (b)", "a=b,,c", "(b)", "!"}) {
    const auto selector = Selector::parse(text);
    ASSERT_FALSE(selector) << text;
    EXPECT_THAT(selector.error(), testing::HasSubstr("is not a selector"));
  }
}

}  // namespace
}  // namespace fwop::controller::cli
