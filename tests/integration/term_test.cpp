// What a term promises: it ends while the loop runs on, and the next one knows what the journal keeps.
#include "controller/runtime/term.hpp"

#include <memory>

#include <gmock/gmock.h>

#include "controller/journal/memory_journal.hpp"
#include "runtime_fixture.hpp"

namespace fwop::controller {
namespace {

using ::testing::ElementsAre;
namespace asio = boost::asio;

class TermTest : public ::testing::Test {
 protected:
  void begin() {
    Runtime::Hooks hooks;
    hooks.api = [this](const std::string&) -> api::ClustersApi& { return api_; };
    term_ = std::make_unique<Term>(loop_, journal_, *journal_.load(), EngineOptions{}, 7, std::move(hooks));
  }
  /// The create of c1 was sent, and waits for its answer.
  void begin_with_a_create_under_way() {
    api_.creates_wait = true;
    begin();
    term_->runtime().desire(testing::declared({"c1"}));
    ASSERT_TRUE(testing::run_until(loop_, [&] { return !api_.creates.empty(); }));
  }
  /// Ends the term and drops it; false when it did not end.
  bool end() {
    std::optional<bool> ended;
    asio::co_spawn(loop_, term_->end(std::chrono::milliseconds(0)),
                   [&](std::exception_ptr, bool all) { ended = all; });
    EXPECT_TRUE(testing::run_until(loop_, [&] { return ended.has_value(); }));
    term_.reset();
    return ended.value_or(false);
  }

  asio::io_context loop_{1};
  MemoryJournal journal_;
  testing::EmptyAccount api_{loop_};
  std::unique_ptr<Term> term_;
};

TEST_F(TermTest, IsDroppedWithACallUnderWayWhileTheLoopRunsOn) {
  ASSERT_NO_FATAL_FAILURE(begin_with_a_create_under_way());
  ASSERT_TRUE(end());
  EXPECT_EQ(api_.cancelled, 1);
  // What the old term left on the loop, if anything, runs now.
  bool later = false;
  asio::steady_timer timer(loop_, std::chrono::milliseconds(300));
  timer.async_wait([&](boost::system::error_code) { later = true; });
  EXPECT_TRUE(testing::run_until(loop_, [&] { return later; }));
  EXPECT_THAT(api_.creates, ElementsAre("c1"));
}

TEST_F(TermTest, TheNextOneKnowsWhatTheLastOneAttempted) {
  ASSERT_NO_FATAL_FAILURE(begin_with_a_create_under_way());
  ASSERT_TRUE(end());

  begin();
  EXPECT_TRUE(term_->engine().cluster({"acme", "c1"}, Runtime::now())) << "from the journal, undeclared yet";
  const int lists = api_.lists;
  term_->runtime().desire(testing::declared({"c1"}));
  ASSERT_TRUE(testing::run_until(loop_, [&] { return api_.lists > lists; }));
  EXPECT_THAT(api_.creates, ElementsAre("c1")) << "its answer was lost: it is looked for, not created again";
  EXPECT_TRUE(end());
}

}  // namespace
}  // namespace fwop::controller
