#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>

#include "http_client_fixture.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

using HttpClientKeepAlive = HttpClientTest;

/// Answers the first request on each connection and closes at once, or, on the first connection only, when
/// the second request has come.
Script answer_then_close(bool after_the_second_request, int& requests) {
  return
      [after_the_second_request, &requests](std::shared_ptr<Peer> peer, int number) -> asio::awaitable<void> {
        co_await peer->read_request();
        ++requests;
        co_await peer->send(an_answer(200, kReadyCluster));
        if (!after_the_second_request || number > 1) co_return;
        co_await peer->read_request();
        ++requests;
      };
}

/// Lets what the server still does, such as closing, happen first.
asio::awaitable<int> until_closed(ScriptedServer& server) {
  while (server.open() > 0) co_await asio::post(asio::use_awaitable);
  co_return 0;
}

TEST_F(HttpClientKeepAlive, AConnectionThatTheServerClosedMeanwhileIsNotUsed) {
  int requests = 0;
  auto& server = serve(answer_then_close(false, requests));
  auto& api = client_for(server);
  EXPECT_TRUE(create(api).has_value());
  run<int>(until_closed(server));
  EXPECT_TRUE(create(api).has_value());
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientKeepAlive, AReadIsSentAgainWhenTheServerClosesUnderIt) {
  int requests = 0;
  auto& server = serve(answer_then_close(true, requests));
  auto& api = client_for(server);
  EXPECT_TRUE(get(api).has_value());
  EXPECT_TRUE(get(api).has_value());
  EXPECT_EQ(requests, 3);
}

TEST_F(HttpClientKeepAlive, AWriteIsNeverSentAgainOnceItLeft) {
  int requests = 0;
  auto& server = serve(answer_then_close(true, requests));
  auto& api = client_for(server);
  EXPECT_TRUE(create(api).has_value());
  EXPECT_EQ(failure(create(api)).kind, ErrorKind::Lost);
  EXPECT_EQ(requests, 2);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientKeepAlive, AConnectionIsNotKeptWhenTheServerSaysClose) {
  auto& server = serve(always(an_answer(200, kReadyCluster, "Connection: close\r\n")));
  auto& api = client_for(server);
  EXPECT_TRUE(get(api).has_value());
  EXPECT_TRUE(get(api).has_value());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientKeepAlive, AConnectionWithUnaskedBytesIsNotTrusted) {
  auto& server = serve(always(an_answer(200, kReadyCluster) + an_answer(404, "{}")));
  auto& api = client_for(server);
  EXPECT_TRUE(get(api).has_value());
  EXPECT_TRUE(get(api).has_value());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientKeepAlive, AConnectionIdleForTooLongIsNotUsed) {
  auto& server = serve(always(an_answer(200, kReadyCluster)));
  auto options = options_for(server);
  options.idle_timeout = std::chrono::milliseconds(0);
  auto& api = client(options);
  EXPECT_TRUE(get(api).has_value());
  EXPECT_TRUE(get(api).has_value());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientKeepAlive, FiftyCallsAtOnceShareEightConnections) {
  auto& server = serve(always(an_answer(200, kReadyCluster)));
  auto& api = client_for(server);
  int done = 0;
  for (int i = 0; i < 50; ++i) {
    asio::co_spawn(context_, api.get(kKey, kPatience),
                   [&](const std::exception_ptr&, Result<Cluster> cluster) {
                     EXPECT_TRUE(cluster.has_value());
                     if (++done == 50) context_.stop();
                   });
  }
  context_.run();
  EXPECT_EQ(done, 50);
  EXPECT_EQ(server.connections(), 8);
  EXPECT_EQ(server.most_open(), 8);
  EXPECT_EQ(exchanges_.size(), 50U);
}

TEST_F(HttpClientKeepAlive, WaitingForAConnectionCountsAgainstTheTimeout) {
  auto& server = serve([](std::shared_ptr<Peer> peer, int) { return peer->wait_for_close(); });
  auto options = options_for(server);
  options.max_connections = 1;
  auto& api = client(options);
  asio::co_spawn(context_, api.get(kKey, kPatience),
                 [](const std::exception_ptr&, const Result<Cluster>&) {});
  const auto error = failure(create(api, kSoon));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_THAT(error.message, HasSubstr("busy with other API calls"));
}

/// One call that is cancelled while the server is at work on it.
class HttpClientCancelled : public HttpClientTest {
 protected:
  std::optional<Result<Cluster>> result_;
  asio::cancellation_signal cancel_;

  void start(HttpClustersApi& api) {
    asio::co_spawn(context_, api.get(kKey, kPatience),
                   asio::bind_cancellation_slot(
                       cancel_.slot(), [this](const std::exception_ptr& thrown, Result<Cluster> cluster) {
                         EXPECT_FALSE(thrown);
                         result_ = std::move(cluster);
                       }));
  }
};

TEST_F(HttpClientCancelled, ACallClosesItsConnectionAndSaysSo) {
  bool closed = false;
  auto& server = serve([&](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    co_await peer->read_request();
    cancel_.emit(asio::cancellation_type::terminal);
    co_await peer->wait_for_close();
    closed = true;
    context_.stop();
  });
  start(client_for(server));
  context_.run();
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().kind, ErrorKind::Cancelled);
  EXPECT_TRUE(closed);
  EXPECT_EQ(exchanges_.size(), 1U);
}

TEST_F(HttpClientCancelled, AWaitingCallLeavesTheQueue) {
  auto& server = serve([&](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    const auto first = co_await peer->read_request();
    EXPECT_THAT(first.value_or(""), testing::StartsWith("POST"));
    cancel_.emit(asio::cancellation_type::terminal);
    co_await peer->send(an_answer(200, kReadyCluster));
    const auto second = co_await peer->read_request();
    EXPECT_THAT(second.value_or(""), testing::StartsWith("POST"));
    co_await peer->send(an_answer(200, kReadyCluster));
    co_await peer->wait_for_close();
  });
  auto options = options_for(server);
  options.max_connections = 1;
  auto& api = client(options);
  bool created = false;
  asio::co_spawn(
      context_, api.create(kKey, kSpec, kPatience),
      [&](const std::exception_ptr&, const Result<Cluster>& cluster) { created = cluster.has_value(); });
  start(api);
  EXPECT_TRUE(create(api).has_value());
  EXPECT_TRUE(created);
  ASSERT_TRUE(result_);
  EXPECT_EQ(result_->error().kind, ErrorKind::Cancelled);
}

TEST_F(HttpClientCancelled, ACallEndsInOneOfTwoWaysWheneverItIsCancelled) {
  int sent = 0;
  auto& server = serve([&](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    for (;;) {
      const auto request = co_await peer->read_request();
      if (!request) co_return;
      ++sent;
      co_await peer->send(an_answer(200, kReadyCluster));
    }
  });
  auto& api = client_for(server);
  int cancelled = 0;
  int answered = 0;
  for (int steps = 0; answered == 0 && steps < 1000; ++steps) {
    result_.reset();
    const int sent_before = sent;
    start(api);
    context_.restart();
    for (int i = 0; i < steps && !result_; ++i) context_.run_one();
    const bool answer_was_under_way = sent > sent_before;
    if (!result_) cancel_.emit(asio::cancellation_type::terminal);
    while (!result_) context_.run_one();
    if (result_->has_value()) {
      EXPECT_TRUE(answer_was_under_way) << "went on after step " << steps;
      ++answered;
      continue;
    }
    ASSERT_EQ(result_->error().kind, ErrorKind::Cancelled) << result_->error().message;
    ++cancelled;
  }
  EXPECT_GT(cancelled, 3);
  EXPECT_EQ(answered, 1);
}

TEST_F(HttpClientKeepAlive, ALoopMayGoWithCallsStillRunning) {
  auto& server = serve([](std::shared_ptr<Peer> peer, int) { return peer->wait_for_close(); });
  auto options = options_for(server);
  options.max_connections = 1;
  auto& api = client(options);
  bool ended = false;
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(context_, api.get(kKey, kPatience),
                   [&](const std::exception_ptr&, const Result<Cluster>&) { ended = true; });
  }
  EXPECT_TRUE(create(api, kSoon).has_error());
  EXPECT_FALSE(ended);
}

/// A key that changes when it is asked to look again.
class RotatingKey : public Credentials {
 public:
  explicit RotatingKey(std::string next) : next_(std::move(next)) {}
  Result<std::string> bearer() override { return key_; }
  void refresh() override { key_ = next_; }

 private:
  std::string key_ = "fw_old";
  std::string next_;
};

/// 401 to every key but fw_new.
asio::awaitable<void> take_the_new_key(std::shared_ptr<Peer> peer, int) {
  for (;;) {
    const auto request = co_await peer->read_request();
    if (!request) co_return;
    const bool good = request->find("Bearer fw_new\r\n") != std::string::npos;
    const std::string answer =
        good ? an_answer(200, kReadyCluster) : an_answer(401, R"({"code":16,"message":"no"})");
    co_await peer->send(answer);
  }
}

TEST_F(HttpClientKeepAlive, AChangedKeyIsTriedOnceAfterA401) {
  auto& server = serve(take_the_new_key);
  EXPECT_TRUE(create(client(options_for(server), std::make_shared<RotatingKey>("fw_new"))).has_value());
  EXPECT_EQ(exchanges_.size(), 2U);
}

TEST_F(HttpClientKeepAlive, AChangedKeyThatIsRefusedTooEndsIt) {
  auto& server = serve(take_the_new_key);
  EXPECT_EQ(failure(create(client(options_for(server), std::make_shared<RotatingKey>("fw_other")))).kind,
            ErrorKind::Unauthenticated);
  EXPECT_EQ(exchanges_.size(), 2U);
}

TEST_F(HttpClientKeepAlive, AnUnchangedKeyIsNotTriedAgain) {
  auto& server = serve(take_the_new_key);
  EXPECT_EQ(failure(create(client(options_for(server), std::make_shared<RotatingKey>("fw_old")))).kind,
            ErrorKind::Unauthenticated);
  EXPECT_EQ(exchanges_.size(), 1U);
}

TEST_F(HttpClientKeepAlive, AnUnusableKeyNeverLeaves) {
  auto& server = serve(always(an_answer(200, kReadyCluster)));
  const auto error = failure(get(client(options_for(server), std::make_shared<FixedKey>("fw_a\r\nX: y"))));
  EXPECT_EQ(error.kind, ErrorKind::Unauthenticated);
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace fwop::api
