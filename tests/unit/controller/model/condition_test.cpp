#include "controller/model/condition.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

constexpr WallTime kFirst{std::chrono::seconds(1000)};
constexpr WallTime kLater{std::chrono::seconds(2000)};

TEST(Conditions, TheTransitionTimeMovesOnlyWithTheStatus) {
  Conditions conditions;
  conditions.set(ConditionType::Ready, ConditionStatus::False, Reason::Creating, "coming up", 1, kFirst);
  EXPECT_TRUE(conditions.set(ConditionType::Ready, ConditionStatus::False, Reason::SlowerThanUsual, "slow", 1,
                             kLater));
  EXPECT_EQ(conditions[ConditionType::Ready].last_transition, kFirst);
  EXPECT_TRUE(conditions.set(ConditionType::Ready, ConditionStatus::True, Reason::AsDeclared, "", 1, kLater));
  EXPECT_EQ(conditions[ConditionType::Ready].last_transition, kLater);
}

TEST(Conditions, SayingTheSameAgainChangesNothing) {
  Conditions conditions;
  EXPECT_TRUE(conditions.set(ConditionType::Ready, ConditionStatus::True, Reason::AsDeclared, "", 1, kFirst));
  const Conditions before = conditions;
  EXPECT_FALSE(
      conditions.set(ConditionType::Ready, ConditionStatus::True, Reason::AsDeclared, "", 1, kLater));
  EXPECT_EQ(conditions, before);
}

TEST(Conditions, TheFirstStatusIsATransitionEvenToUnknown) {
  Conditions conditions;
  conditions.set(ConditionType::Ready, ConditionStatus::Unknown, Reason::NotObservedYet, "", 0, kFirst);
  EXPECT_EQ(conditions[ConditionType::Ready].last_transition, kFirst);
}

}  // namespace
}  // namespace fwop::controller
