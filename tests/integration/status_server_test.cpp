#include <gmock/gmock.h>

#include "status_server_fixture.hpp"

namespace fwop::controller {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(StatusServerTest, AnswersManyRequestsOnOneConnection) {
  tcp::socket socket = connect();
  for (const char* target : {"/healthz", "/metrics", "/api/v1/clusters", "/"}) {
    const Response response = exchange(socket, http::verb::get, target);
    EXPECT_EQ(response.result_int(), 200U) << target;
    EXPECT_FALSE(response.body().empty()) << target;
  }
}

TEST_F(StatusServerTest, HeadHasTheLengthAndNoBody) {
  tcp::socket socket = connect();
  const std::string answer = raw(socket, "HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(StatusServerTest, OtherMethodsAre405EvenWithABody) {
  tcp::socket socket = connect();
  const std::string answer =
      raw(socket, "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD"));
}

TEST_F(StatusServerTest, WhatIsNoHttpIs400) {
  tcp::socket socket = connect();
  EXPECT_THAT(raw(socket, "\x16\x03\x01 hello\r\n\r\n"), StartsWith("HTTP/1.1 400"));
}

TEST_F(StatusServerTest, ARequestLargerThanTheBoundIs431) {
  tcp::socket socket = connect();
  const std::string answer =
      raw(socket, "GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + std::string(2 * kMaxRequestHeaderBytes, 'x') +
                      "\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 431"));
}

TEST_F(StatusServerTest, ThePageForbidsEverythingFromElsewhere) {
  tcp::socket socket = connect();
  const Response response = exchange(socket, http::verb::get, "/");
  EXPECT_THAT(std::string(response["Content-Security-Policy"]), StartsWith("default-src 'none'"));
  EXPECT_EQ(response["X-Content-Type-Options"], "nosniff");
}

TEST_F(StatusServerTest, StoppingEndsTheLoopThoughConnectionsAreOpen) {
  tcp::socket idle = connect();
  ASSERT_EQ(exchange(idle, http::verb::get, "/healthz").result_int(), 200U);
  asio::post(loop_, [this] { server_->stop(); });
  thread_.join();
  EXPECT_EQ(server_->connections(), 0U);
  server_.reset();
}

TEST_F(StatusServerTest, APortInUseSaysWhichFlagToUse) {
  const auto second =
      StatusServer::listen(loop_.get_executor(), "127.0.0.1:" + std::to_string(server_->port()), a_source());
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("in use"));
  EXPECT_THAT(second.error(), HasSubstr("--status-address"));
}

TEST(StatusServer, AnAddressThatIsNoneIsAnErrorThatShowsOne) {
  asio::io_context loop;
  for (const char* address :
       {"", "8080", "localhost", "nowhere.example:80", "127.0.0.1:x", "127.0.0.1:70000"}) {
    const auto listening = StatusServer::listen(loop.get_executor(), address, a_source());
    ASSERT_FALSE(listening) << address;
    EXPECT_THAT(listening.error(), HasSubstr("127.0.0.1:8080"));
  }
}

TEST(StatusServer, GoesWithALoopThatNeverRan) {
  asio::io_context loop;
  const auto listening = StatusServer::listen(loop.get_executor(), "localhost:0", a_source());
  ASSERT_TRUE(listening);
  EXPECT_THAT(listening->url(), StartsWith("http://127.0.0.1:"));
}

}  // namespace
}  // namespace fwop::controller
