// An answer that is taken while it comes, from a server that says what the test wants, on one loop with the
// client.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/net/connection.hpp"
#include "api/net/http_exchange.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class HttpStream : public testing::Test {
 protected:
  /// What the server says after the request: `first`, and then each of `later` once the client has taken all
  /// before. Then it closes, unless it `stays`.
  struct Script {
    std::string first;
    std::vector<std::string> later = {};
    bool stays = false;
  };

  asio::awaitable<void> serve(Script script) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    std::string request;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(script.first), asio::use_awaitable);
    for (std::size_t i = 0; i < script.later.size(); ++i) {
      asio::steady_timer look(loop);
      while (pieces.size() < i + 1) {
        look.expires_after(1ms);
        co_await look.async_wait(asio::use_awaitable);
      }
      co_await asio::async_write(socket, asio::buffer(script.later[i]), asio::use_awaitable);
    }
    if (!script.stays) co_return;
    asio::steady_timer never(loop, asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
  }

  asio::awaitable<void> ask(std::chrono::milliseconds silence) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    auto connection = std::make_shared<Connection>(
        loop.get_executor(),
        Endpoint{
            .tls = false, .host = "127.0.0.1", .port = std::to_string(acceptor.local_endpoint().port())});
    const auto unreachable = co_await connection->open(nullptr, deadline);
    EXPECT_FALSE(unreachable);
    connection->request() = "GET /watch HTTP/1.1\r\nHost: here\r\n\r\n";
    AnswerSink sink{[this](std::string piece) { pieces.push_back(std::move(piece)); }, silence};
    auto asking = exchange_streamed(connection, std::move(sink), 100, deadline);
    exchanged.emplace(co_await std::move(asking));
    loop.stop();
  }

  void run(Script script, std::chrono::milliseconds silence = 20s) {
    asio::co_spawn(loop, serve(std::move(script)), asio::detached);
    asio::co_spawn(loop, ask(silence), asio::detached);
    loop.run_for(30s);
    ASSERT_TRUE(exchanged);
  }

  static std::string chunk(const std::string& text) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx", text.size());
    return std::string(size) + "\r\n" + text + "\r\n";
  }

  asio::io_context loop{1};
  tcp::acceptor acceptor{loop, {asio::ip::make_address("127.0.0.1"), 0}};
  std::vector<std::string> pieces;
  std::optional<Exchange> exchanged;
};

const std::string kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(HttpStream, EachPieceIsTakenBeforeTheNextIsSent) {
  run({kHead + chunk("one\n"), {chunk("two\n"), chunk("three\n"), "0\r\n\r\n"}});
  EXPECT_THAT(pieces, ElementsAre("one\n", "two\n", "three\n"));
  ASSERT_TRUE(exchanged->answer);
  EXPECT_EQ(exchanged->answer->status, 200);
  EXPECT_EQ(exchanged->answer->body, "");
}

TEST_F(HttpStream, MayBeLongerThanAnAnswerThatIsKept) {
  run({kHead + chunk(std::string(5000, 'x')), {chunk(std::string(90'000, 'y')) + "0\r\n\r\n"}});
  std::size_t total = 0;
  for (const std::string& piece : pieces) total += piece.size();
  EXPECT_EQ(total, 95'000U);
  EXPECT_TRUE(exchanged->answer);
}

TEST_F(HttpStream, AnotherStatusIsKeptAndNotTaken) {
  run({"HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone"});
  EXPECT_THAT(pieces, ElementsAre());
  ASSERT_TRUE(exchanged->answer);
  EXPECT_EQ(exchanged->answer->status, 410);
  EXPECT_EQ(exchanged->answer->body, "gone");
}

TEST_F(HttpStream, AnotherStatusHasALimit) {
  run({"HTTP/1.1 500 No\r\nContent-Length: 200\r\n\r\n" + std::string(200, 'x')});
  ASSERT_FALSE(exchanged->answer);
  EXPECT_THAT(exchanged->answer.error().message, HasSubstr("larger than 100 bytes"));
}

TEST_F(HttpStream, SilenceEndsIt) {
  run({kHead + chunk("one"), {}, /*stays=*/true}, 50ms);
  EXPECT_THAT(pieces, ElementsAre("one"));
  ASSERT_FALSE(exchanged->answer);
  EXPECT_EQ(exchanged->answer.error().kind, NetErrorKind::Lost);
  EXPECT_EQ(exchanged->status, 200);
}

TEST_F(HttpStream, ACutInTheMiddleIsNoEnd) {
  run({kHead + chunk("one")});
  EXPECT_THAT(pieces, ElementsAre("one"));
  ASSERT_FALSE(exchanged->answer);
  EXPECT_THAT(exchanged->answer.error().message, HasSubstr("in the middle of the answer"));
}

}  // namespace
}  // namespace fwop::api
