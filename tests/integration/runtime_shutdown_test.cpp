// What stopping promises: no new call, those that left are waited for, and the last word is durable.
#include <gmock/gmock.h>

#include "runtime_fixture.hpp"

namespace fwop::controller {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::RuntimeTest;
using namespace std::chrono_literals;

// Longer than a test waits: what ends before was woken, and not merely given up on.
constexpr std::chrono::minutes kLongGrace{10};

class RuntimeShutdown : public RuntimeTest {
 protected:
  /// The create of c1 waits for the commit of its intent, which the test holds.
  void let_a_create_wait_for_its_commit() {
    journal_.set(true);
    declare({"c1"});
    ASSERT_TRUE(run_until([this] { return journal_.begun() == 1; }));
  }
  /// The create of c1 has left, and waits for its answer.
  void let_a_create_wait_for_its_answer() {
    api_.creates_wait = true;
    declare({"c1"});
    ASSERT_TRUE(run_until([this] { return !api_.creates.empty(); }));
  }
  bool intends(const std::string& id) {
    const auto record = journal_.record(id);
    return record && record->intent;
  }
};

TEST_F(RuntimeShutdown, ACallWhoseIntentIsBeingWrittenDoesNotLeave) {
  let_a_create_wait_for_its_commit();
  stop(kLongGrace);
  run_what_is_ready();
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_THAT(api_.creates, ElementsAre());
  EXPECT_FALSE(intends("c1")) << "it never left, so nothing of it is to be looked for";
}

TEST_F(RuntimeShutdown, ACallThatWaitsForTheNextCommitDoesNotLeave) {
  let_a_create_wait_for_its_commit();
  declare({"c1", "c2"});
  stop(kLongGrace);
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_THAT(api_.creates, ElementsAre());
  EXPECT_FALSE(journal_.ever_intended("c2")) << "a crash now would look for what never left";
}

TEST_F(RuntimeShutdown, WaitsForACommitThatIsUnderWay) {
  let_a_create_wait_for_its_commit();
  runtime_.record_event({{"acme", "c1"}, {}, EventType::Normal, Reason::Creating, "the last word", 0});
  stop(kLongGrace);
  for (int i = 0; i < 5; ++i) run_what_is_ready();
  EXPECT_FALSE(stopped_);
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_THAT(journal_.messages(), Contains("the last word"));
}

TEST_F(RuntimeShutdown, WaitsForTheAnswerOfACallThatLeft) {
  let_a_create_wait_for_its_answer();
  stop(kLongGrace);
  for (int i = 0; i < 5; ++i) run_what_is_ready();
  EXPECT_FALSE(stopped_);
  EXPECT_EQ(api_.cancelled, 0);
  api_.answer_creates();
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  ASSERT_TRUE(journal_.record("c1"));
  EXPECT_TRUE(journal_.record("c1")->owned);
  EXPECT_FALSE(intends("c1"));
}

TEST_F(RuntimeShutdown, CancelsWhatIsLeftAndKeepsItsIntent) {
  let_a_create_wait_for_its_answer();
  stop(0ms);
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_EQ(api_.cancelled, 1);
  EXPECT_TRUE(intends("c1")) << "it may have taken effect";
}

TEST_F(RuntimeShutdown, BeginsNothing) {
  let_a_create_wait_for_its_answer();
  const int lists = api_.lists;
  stop(kLongGrace);
  run_what_is_ready();
  declare({"c1", "c2"});
  runtime_.reconcile_now(std::nullopt);
  run_what_is_ready();
  EXPECT_EQ(api_.lists, lists);
  api_.answer_creates();
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_EQ(api_.lists, lists);
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
}

TEST_F(RuntimeShutdown, TriesAJournalThatFailedOnceMore) {
  journal_.set(false, true);
  runtime_.record_event({{"acme", "c1"}, {}, EventType::Normal, Reason::Creating, "the last word", 0});
  ASSERT_TRUE(run_until([this] { return runtime_.journal_problem().has_value(); }));
  stop(0ms);
  run_what_is_ready();
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_THAT(journal_.messages(), ElementsAre("the last word"));
}

TEST_F(RuntimeShutdown, EndsThoughTheJournalKeepsFailing) {
  journal_.set(false, true);
  declare({"c1"});
  ASSERT_TRUE(run_until([this] { return runtime_.journal_problem().has_value(); }));
  stop(0ms);
  ASSERT_TRUE(run_until([this] { return stopped_; }));
  EXPECT_THAT(api_.creates, ElementsAre());
}

}  // namespace
}  // namespace fwop::controller
