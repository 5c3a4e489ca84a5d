#include "api/standin/session.hpp"

#include <array>
#include <ctime>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/standin/head.hpp"

namespace fwop::api::standin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

/// The most bytes that are read from a client that gets no further answer.
constexpr std::size_t kMaxDrained = 16 * 1024 * 1024;

using Message = http::request<http::string_body>;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Request to_request(const Message& message) {
  return {.method = view(message.method_string()),
          .target = view(message.target()),
          .authorization = view(message[http::field::authorization]),
          .x_api_key = view(message["x-api-key"]),
          .body = message.body()};
}

/// False for a request to the stand-in itself.
bool is_of_the_api(const Message& message) { return !message.target().starts_with("/_standin/"); }

/// The answer to bytes that are no valid request; nothing if the client just closed the connection.
std::optional<Reply> unreadable(const beast::error_code& error) {
  if (error == http::error::body_limit)
    return to_reply(Refusal{413, RpcCode::InvalidArgument, "the body is larger than 1 MiB"});
  if (error == http::error::header_limit)
    return to_reply(Refusal{431, RpcCode::InvalidArgument, "the request's head is larger than 16 KiB"});
  const bool left = error == http::error::end_of_stream || error == http::error::partial_message;
  if (left || error.category() != http::make_error_code(http::error::bad_method).category())
    return std::nullopt;
  return to_reply(invalid("this is not an HTTP/1.1 request: " + error.message()));
}

template <class Stream>
asio::awaitable<bool> send(Stream& stream, const std::string& text) {
  const auto [error, written] = co_await asio::async_write(stream, asio::buffer(text), kAwait);
  co_return !error;
}

/// Reads and discards, until the client is gone or has sent `limit` bytes.
template <class Stream>
asio::awaitable<void> drain(Stream& stream, std::size_t limit) {
  std::array<char, 16 * 1024> ignored{};
  for (std::size_t total = 0; total < limit;) {
    const auto [error, got] = co_await stream.async_read_some(asio::buffer(ignored), kAwait);
    if (error) co_return;
    total += got;
  }
}

asio::awaitable<void> wait(std::chrono::milliseconds duration) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(kAwait);
}

/// Answers one parsed request. False ends the connection.
template <class Stream>
asio::awaitable<bool> respond(Stream& stream, const Message& message, Shared& shared, std::string& out) {
  const auto request = to_request(message);
  const auto prepared = shared.service->prepare(request);
  const auto& faults = prepared.faults;
  if (faults.latency) co_await wait(*faults.latency);
  if (faults.cut_request) co_return false;
  if (faults.stall) {
    co_await drain(stream, kMaxDrained);
    co_return false;
  }
  const auto reply = shared.service->act(request, prepared, std::chrono::system_clock::now());
  if (faults.stall_after_effect) {
    co_await drain(stream, kMaxDrained);
    co_return false;
  }
  if (faults.lost_answer) co_return false;
  const bool keep = message.keep_alive() && !faults.cut_body;
  write_answer(out, reply, ++shared.requests, keep);
  if (faults.cut_body) out.resize(out.size() - (reply.body.size() + 1) / 2);
  if (is_of_the_api(message)) shared.service->count_bytes(0, out.size());
  const bool sent = co_await send(stream, out);
  co_return sent&& keep;
}

template <class Stream>
asio::awaitable<void> serve_requests(Stream& stream, Shared& shared) {
  beast::flat_buffer input(kMaxRequestHead + kMaxRequestBody);
  std::string out;
  for (bool keep = true; keep;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxRequestBody);
    parser.header_limit(kMaxRequestHead);
    const auto [error, read] = co_await http::async_read(stream, input, parser, kAwait);
    if (error) {
      const auto reply = unreadable(error);
      if (!reply) co_return;
      write_answer(out, *reply, ++shared.requests, false);
      co_await send(stream, out);
      // If we close with unread bytes, TCP resets the connection, and the client may lose the answer.
      co_await drain(stream, kMaxDrained);
      co_return;
    }
    if (is_of_the_api(parser.get())) shared.service->count_bytes(read, 0);
    keep = co_await respond(stream, parser.get(), shared, out);
  }
}

}  // namespace

asio::awaitable<void> serve_connection(tcp::socket socket, std::shared_ptr<asio::ssl::context> tls,
                                       std::shared_ptr<Shared> shared) {
  beast::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (tls == nullptr) {
    co_await serve_requests(socket, *shared);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  } else {
    TlsStream stream(std::move(socket), *tls);
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    if (!error) co_await serve_requests(stream, *shared);
  }
  --shared->connections;
}

}  // namespace fwop::api::standin
