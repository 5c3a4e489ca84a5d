#include <gmock/gmock.h>

#include "runtime_fixture.hpp"

namespace fwop::controller {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::RuntimeTest;

TEST_F(RuntimeTest, APersonIsToldOnceWhatTheySaidIsDurable) {
  journal_.set(true);
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return journal_.begun() > 0; }));
  EXPECT_FALSE(told_);
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_TRUE(told_->done);
  EXPECT_THAT(journal_.suspended(), ElementsAre("c1"));
  EXPECT_THAT(api_.creates, ElementsAre());
}

TEST_F(RuntimeTest, APersonIsToldWhenTheJournalCannotKeepIt) {
  journal_.set(false, true);
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([&] { return told_.has_value(); }));
  EXPECT_FALSE(told_->done);
  EXPECT_THAT(told_->message, HasSubstr("ends with this process: the disk is full"));
  // It is tried again by itself.
  journal_.set(false, false);
  ASSERT_TRUE(run_until([&] { return !journal_.suspended().empty(); }));
}

TEST_F(RuntimeTest, ACallThatStillWaitsForTheJournalIsRecalled) {
  journal_.set(true);
  declare({"c1"});
  ASSERT_TRUE(run_until([&] { return journal_.begun() == 1; }));
  // Its create waits for the commit after this one.
  declare({"c1", "c2"});
  ASSERT_EQ(engine_.cluster({"acme", "c2"}, Runtime::now())->reason, Reason::CreatePending);
  suspend("c2");
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return told_.has_value() && !api_.creates.empty(); }));
  EXPECT_TRUE(told_->done);
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
  EXPECT_EQ(engine_.cluster({"acme", "c2"}, Runtime::now())->verdict, Verdict::Suspended);
}

}  // namespace
}  // namespace fwop::controller
