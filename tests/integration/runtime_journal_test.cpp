// What becomes of a journal that cannot keep something: what depends on it waits, and it is tried again.
#include <gmock/gmock.h>

#include "runtime_fixture.hpp"

namespace fwop::controller {
namespace {

using ::testing::ElementsAre;
using testing::RuntimeTest;
using namespace std::chrono_literals;

class RuntimeJournal : public RuntimeTest {
 protected:
  void note(const std::string& message) {
    runtime_.note({{"acme", "c1"}, {}, EventType::Normal, Reason::Creating, message, 0});
  }
  void fail_until(int commits) {
    journal_.set(false, true);
    ASSERT_TRUE(run_until(
        [this, commits] { return journal_.begun() >= commits && runtime_.journal_problem().has_value(); }));
  }
};

TEST_F(RuntimeJournal, IsNotTriedAgainAtOnce) {
  note("first");
  fail_until(2);
  // How much later than that is up to the machine.
  EXPECT_GE(*journal_.first_pause(), 500ms);
}

TEST_F(RuntimeJournal, KeepsInOrderWhatItCouldNotKeepBefore) {
  note("first");
  fail_until(1);
  note("second");
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return journal_.messages().size() == 2; }));
  EXPECT_THAT(journal_.messages(), ElementsAre("first", "second"));
}

TEST_F(RuntimeJournal, HoldsACallWhoseIntentItCannotKeepAndSendsItOnce) {
  journal_.set(false, true);
  declare({"c1"});
  ASSERT_TRUE(run_until([this] { return journal_.begun() >= 2; }));
  EXPECT_THAT(api_.creates, ElementsAre());
  api_.creates_wait = true;
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return !api_.creates.empty(); }));
  EXPECT_TRUE(journal_.record("c1") && journal_.record("c1")->intent);
  api_.answer_creates();
  ASSERT_TRUE(run_until([this] { return journal_.record("c1")->owned; }));
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
}

TEST_F(RuntimeJournal, TellsSinceWhenItFailsAndThatItIsWellAgain) {
  note("first");
  fail_until(1);
  const auto since = runtime_.journal_problem()->since;
  EXPECT_EQ(runtime_.journal_problem()->message, "the disk is full");
  fail_until(2);
  EXPECT_EQ(runtime_.journal_problem()->since, since);
  journal_.set(false);
  EXPECT_TRUE(run_until([this] { return !runtime_.journal_problem(); }));
}

}  // namespace
}  // namespace fwop::controller
