// What becomes of a journal that cannot keep something: what depends on it waits, and it is tried again.
#include <algorithm>

#include <gmock/gmock.h>

#include "runtime_fixture.hpp"

namespace fwop::controller {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace asio = boost::asio;
using testing::RuntimeTest;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class RuntimeJournal : public RuntimeTest {
 protected:
  void note(const std::string& message) {
    runtime_.record_event({{"acme", "c1"}, {}, EventType::Normal, Reason::Creating, message, 0});
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
  EXPECT_THAT(left_, ElementsAre()) << "what is held back is said to leave";
  api_.creates_wait = true;
  journal_.set(false);
  ASSERT_TRUE(run_until([this] { return !api_.creates.empty(); }));
  EXPECT_TRUE(journal_.record("c1") && journal_.record("c1")->intent);
  api_.answer_creates();
  ASSERT_TRUE(run_until([this] { return journal_.record("c1")->owned; }));
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
}

// ---- A journal that refuses one record of a commit.

TEST_F(RuntimeJournal, HoldsOnlyTheCallWhoseOwnRecordWasRefused) {
  journal_.refuse({"c2"});
  api_.creates_wait = true;
  declare({"c1", "c2", "c3"});
  ASSERT_TRUE(run_until([this] { return journal_.refusals() >= 1 && api_.creates.size() == 2; }));
  EXPECT_THAT(api_.creates, UnorderedElementsAre("c1", "c3"));
  EXPECT_THAT(left_, UnorderedElementsAre("c1", "c3"));
  EXPECT_TRUE(journal_.record("c1") && journal_.record("c3"));
  EXPECT_FALSE(journal_.record("c2"));
  const auto held = engine_.cluster({"acme", "c2"}, Runtime::now());
  EXPECT_EQ(held->reason, Reason::JournalUnavailable);
  EXPECT_THAT(held->message,
              HasSubstr("the record of accounts/acme/clusters/c2 was not kept: somebody else"));
  EXPECT_NE(engine_.cluster({"acme", "c1"}, Runtime::now())->reason, Reason::JournalUnavailable);
  ASSERT_TRUE(runtime_.journal_problem());
  EXPECT_THAT(runtime_.journal_problem()->message, HasSubstr("clusters/c2"));
}

TEST_F(RuntimeJournal, TriesTheRefusedRecordAgainAndThenItsCallLeavesOnce) {
  journal_.refuse({"c2"});
  api_.creates_wait = true;
  declare({"c1", "c2"});
  ASSERT_TRUE(run_until([this] { return journal_.refusals() >= 2; }));
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
  journal_.refuse({});
  ASSERT_TRUE(run_until([this] { return api_.creates.size() == 2; }));
  EXPECT_THAT(api_.creates, ElementsAre("c1", "c2"));
  EXPECT_TRUE(journal_.record("c2") && journal_.record("c2")->intent);
  EXPECT_TRUE(run_until([this] { return !runtime_.journal_problem(); }));
  EXPECT_NE(engine_.cluster({"acme", "c2"}, Runtime::now())->reason, Reason::JournalUnavailable);
}

TEST_F(RuntimeJournal, ARefusedRecordDoesNotKeepTheJournalBusy) {
  journal_.refuse({"c1"});
  api_.down = true;
  declare({"c1"});
  suspend("c1");
  ASSERT_TRUE(run_until([this] { return told_.has_value(); }));
  const int before = journal_.begun();
  const auto end = std::chrono::steady_clock::now() + 800ms;
  ASSERT_TRUE(run_until([&] { return std::chrono::steady_clock::now() > end; }));
  EXPECT_LE(journal_.begun() - before, 3);
}

TEST_F(RuntimeJournal, OnlyWhoWaitsForTheRefusedRecordIsToldSo) {
  journal_.refuse({"c2"});
  api_.down = true;
  declare({"c1", "c2"});
  suspend("c1");
  ASSERT_TRUE(run_until([this] { return told_.has_value(); }));
  EXPECT_TRUE(told_->done) << told_->message;
  told_.reset();
  suspend("c2");
  ASSERT_TRUE(run_until([this] { return told_.has_value(); }));
  EXPECT_FALSE(told_->done);
  EXPECT_THAT(told_->message, HasSubstr("clusters/c2 was not kept: somebody else wrote it"));
  journal_.refuse({});
  EXPECT_TRUE(run_until([this] {
    const auto names = journal_.suspended();
    return std::find(names.begin(), names.end(), "c2") != names.end();
  })) << "it is tried again by itself";
}

TEST_F(RuntimeJournal, StopsThoughARecordIsRefused) {
  journal_.refuse({"c2"});
  declare({"c1", "c2"});
  ASSERT_TRUE(run_until([this] { return journal_.refusals() >= 1; }));
  stop(0ms);
  EXPECT_TRUE(run_until([this] { return stopped_; }));
}

// ---- What was let through

TEST_F(RuntimeJournal, SaysThatWhatWasLetThroughIsKeptOnlyOnceItIs) {
  std::optional<boost::system::result<void, JournalError>> kept;
  const auto keep = [&](const std::string& declaration) {
    kept.reset();
    asio::co_spawn(loop_, runtime_.keep_let_through(declaration),
                   [&](const std::exception_ptr&, boost::system::result<void, JournalError> came) {
                     kept = std::move(came);
                   });
  };
  journal_.set(true);
  keep("abc");
  ASSERT_TRUE(run_until([this] { return journal_.begun() == 1; }));
  run_what_is_ready();
  EXPECT_FALSE(kept);
  journal_.set(false);
  ASSERT_TRUE(run_until([&] { return kept.has_value(); }));
  EXPECT_TRUE(*kept);
  EXPECT_EQ(journal_.let_through(), "abc");

  journal_.set(false, true);
  keep("def");
  ASSERT_TRUE(run_until([&] { return kept.has_value(); }));
  ASSERT_FALSE(*kept);
  EXPECT_EQ(kept->error().message, "the disk is full");
  journal_.set(false);
  note("something else");
  ASSERT_TRUE(run_until([this] { return !runtime_.journal_problem(); }));
  EXPECT_EQ(journal_.let_through(), "abc") << "who was told that it is not kept is to be right";
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
