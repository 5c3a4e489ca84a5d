#include "controller/serve/shared_answer.hpp"

#include <stdexcept>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

namespace asio = boost::asio;

/// Making an answer suspends until the test lets it go on.
class SharedAnswerTest : public testing::Test {
 protected:
  struct Reader {
    OutgoingAnswer answer;
    bool failed = false;
  };

  /// Asks, and runs the loop until there is nothing more to do.
  std::shared_ptr<Reader> ask() {
    auto reader = std::make_shared<Reader>();
    asio::co_spawn(loop_,
                   shared_.get(
                       version_, [this] { return version_; }, [this] { return make(); }),
                   [reader](const std::exception_ptr& error, OutgoingAnswer answer) {
                     reader->failed = error != nullptr;
                     reader->answer = std::move(answer);
                   });
    run();
    return reader;
  }
  void finish_making() {
    gate_.cancel();
    run();
  }
  void run() {
    loop_.restart();
    loop_.poll();
  }

  std::uint64_t version_ = 1;
  int made_ = 0;
  bool fails_ = false;
  bool refuses_ = false;

 private:
  asio::awaitable<OutgoingAnswer> make() {
    const int number = ++made_;
    co_await gate_.async_wait(asio::as_tuple(asio::use_awaitable));
    if (fails_) throw std::runtime_error("no memory");
    if (refuses_) co_return answers_.no_room();
    co_return answers_.outgoing("text/plain", {"body " + std::to_string(number)});
  }

  asio::io_context loop_;
  asio::steady_timer gate_{loop_, asio::steady_timer::time_point::max()};
  Answers answers_;
  SharedAnswer shared_;
};

TEST_F(SharedAnswerTest, ThoseWhoAskWhileItIsMadeOrSentShareIt) {
  std::vector<std::shared_ptr<Reader>> readers;
  for (int i = 0; i < 3; ++i) readers.push_back(ask());
  finish_making();
  readers.push_back(ask());
  EXPECT_EQ(made_, 1);
  for (const auto& reader : readers) EXPECT_EQ(reader->answer.body, readers.front()->answer.body);
  readers.clear();
  ask();
  EXPECT_EQ(made_, 2) << "a body lives no longer than its readers";
  finish_making();
}

TEST_F(SharedAnswerTest, WhoAskedAfterAChangeGetsWhatWasBegunAfterIt) {
  const auto before = ask();
  version_ = 2;
  const auto after = ask();
  const auto also = ask();
  version_ = 3;
  finish_making();
  EXPECT_EQ(before->answer.body->front(), "body 1");
  EXPECT_EQ(made_, 2) << "one at a time, and one for both";
  finish_making();
  EXPECT_EQ(after->answer.body->front(), "body 2");
  EXPECT_EQ(also->answer.body, after->answer.body);
  EXPECT_EQ(made_, 2) << "it is newer than they asked for";
}

TEST_F(SharedAnswerTest, WhenMakingItFailsTheNextReaderTries) {
  fails_ = true;
  const auto first = ask();
  const auto second = ask();
  finish_making();
  EXPECT_TRUE(first->failed);
  EXPECT_EQ(made_, 2);
  fails_ = false;
  finish_making();
  EXPECT_EQ(second->answer.body->front(), "body 2");
}

TEST_F(SharedAnswerTest, ARefusalIsNotKept) {
  refuses_ = true;
  const auto first = ask();
  const auto second = ask();
  finish_making();
  EXPECT_EQ(first->answer.status, 503U);
  EXPECT_EQ(second->answer.status, 503U) << "it waited for that, and there was no room";
  refuses_ = false;
  const auto third = ask();
  finish_making();
  EXPECT_EQ(third->answer.status, 200U);
}

}  // namespace
}  // namespace fwop::controller
