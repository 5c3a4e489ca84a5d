#include <gmock/gmock.h>

#include "http_client_fixture.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

using HttpClientBroken = HttpClientTest;

/// Reads a request on each connection, sends `text`, and closes.
Script cut_after(std::string text) {
  return [text = std::move(text)](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    const auto request = co_await peer->read_request();
    if (request) co_await peer->send(text);
  };
}

/// Reads requests and never answers.
asio::awaitable<void> stall(std::shared_ptr<Peer> peer, int) { co_await peer->wait_for_close(); }

TEST_F(HttpClientBroken, ARefusedConnectionNeverLeft) {
  boost::asio::ip::tcp::acceptor bound(context_, {asio::ip::address_v4::loopback(), 0});
  HttpOptions options;
  options.endpoint = {.tls = false,
                      .host = "127.0.0.1",
                      .port = std::to_string(bound.local_endpoint().port()),
                      .base_path = {}};
  bound.close();
  const auto error = failure(create(client(options)));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_FALSE(is_ambiguous(error));
  EXPECT_THAT(error.message, HasSubstr("refused"));
}

TEST_F(HttpClientBroken, ACutBeforeTheAnswerIsLostAndNotSentAgain) {
  auto& server = serve(cut_after(""));
  const auto error = failure(create(client_for(server)));
  EXPECT_EQ(error.kind, ErrorKind::Lost);
  EXPECT_EQ(error.http_status, 0);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientBroken, ACutInTheHeadIsLost) {
  auto& server = serve(cut_after("HTTP/1.1 200 OK\r\nContent-Le"));
  EXPECT_EQ(failure(get(client_for(server))).kind, ErrorKind::Lost);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientBroken, ACutInTheBodyIsLostWithItsStatus) {
  auto& server = serve(cut_after("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"state\":"));
  const auto error = failure(create(client_for(server)));
  EXPECT_EQ(error.kind, ErrorKind::Lost);
  EXPECT_EQ(error.http_status, 200);
  EXPECT_THAT(error.message, HasSubstr("in the middle of the answer"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientBroken, ACutChunkedBodyIsLost) {
  auto& server = serve(cut_after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"));
  EXPECT_EQ(failure(run<Result<ClusterPage>>(client_for(server).list_page("acme", "", kPatience))).kind,
            ErrorKind::Lost);
}

TEST_F(HttpClientBroken, ABodyThatEndsWithTheConnectionIsRead) {
  auto& server = serve(cut_after(std::string("HTTP/1.1 200 OK\r\n\r\n") + kReadyCluster));
  EXPECT_TRUE(get(client_for(server)).has_value());
}

TEST_F(HttpClientBroken, AStalledServerIsLostAtTheDeadline) {
  auto& server = serve(stall);
  const auto error = failure(create(client_for(server), kSoon));
  EXPECT_EQ(error.kind, ErrorKind::Lost);
  EXPECT_THAT(error.message, HasSubstr("in time"));
  ASSERT_EQ(exchanges_.size(), 1U);
  EXPECT_EQ(exchanges_[0].http_status, 0);
}

TEST_F(HttpClientBroken, AStallInTheBodyIsLostAtTheDeadline) {
  auto& server = serve([](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    co_await peer->read_request();
    co_await peer->send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    co_await peer->wait_for_close();
  });
  const auto error = failure(get(client_for(server), kSoon));
  EXPECT_EQ(error.kind, ErrorKind::Lost);
  EXPECT_EQ(error.http_status, 200);
}

TEST_F(HttpClientBroken, ATimedOutConnectionIsNotUsedAgain) {
  auto& server = serve([](std::shared_ptr<Peer> peer, int number) -> asio::awaitable<void> {
    co_await peer->read_request();
    if (number > 1) co_await peer->send(an_answer(200, kReadyCluster));
    co_await peer->wait_for_close();
  });
  auto& api = client_for(server);
  EXPECT_TRUE(get(api, kSoon).has_error());
  EXPECT_TRUE(get(api).has_value());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientBroken, GarbageIsLostAndNamesWhatIsWrong) {
  const struct {
    std::string answer;
    const char* message;
  } cases[] = {
      {an_answer(200, "<html>welcome</html>"), "not valid JSON"},
      {an_answer(200, "{\"state\":"), "not valid JSON"},
      {an_answer(200, R"({"state":5})"), "state: expected a string, found a number"},
      {an_answer(200, R"({"error":"down"})"), "holds nothing of a cluster"},
      {an_answer(200, ""), "an empty body"},
      {"SSH-2.0-OpenSSH_9.2\r\n", "not HTTP"},
      {"HTTP/3.7 200 OK\r\n\r\n", "not HTTP"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "not HTTP"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not HTTP"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(40 * 1024, 'x'), "larger than"},
  };
  for (const auto& c : cases) {
    auto& server = serve(always(c.answer));
    const auto error = failure(create(client_for(server)));
    EXPECT_EQ(error.kind, ErrorKind::Lost) << c.answer.substr(0, 80);
    EXPECT_THAT(error.message, HasSubstr(c.message));
  }
}

TEST_F(HttpClientBroken, ABodyOverTheLimitIsLost) {
  const std::string body(2000, ' ');
  for (const auto& answer :
       {an_answer(200, body), "HTTP/1.1 200 OK\r\n\r\n" + body,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + body + "\r\n0\r\n\r\n"}) {
    auto& server = serve(always(answer));
    auto options = options_for(server);
    options.max_body = 1999;
    const auto error = failure(get(client(options)));
    EXPECT_EQ(error.kind, ErrorKind::Lost);
    EXPECT_THAT(error.message, HasSubstr("larger than 1999 bytes"));
  }
}

TEST_F(HttpClientBroken, AnEndlessStreamOfInterimAnswersIsLost) {
  std::string many;
  for (int i = 0; i < 20; ++i) many += "HTTP/1.1 100 Continue\r\n\r\n";
  auto& server = serve(always(many));
  EXPECT_EQ(failure(get(client_for(server))).kind, ErrorKind::Lost);
}

}  // namespace
}  // namespace fwop::api
