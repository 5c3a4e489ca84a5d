#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace fwop::controller::cli {

using AskRequest = boost::beast::http::request<boost::beast::http::string_body>;
using AskReply = boost::beast::http::response<boost::beast::http::string_body>;

/// Longest answer that is read, in bytes.
inline constexpr std::size_t kMaxReply = 256 * 1024 * 1024;

/// Connects to one of `where` (an endpoint of `Protocol`, or a range of them), sends the request and waits
/// for the answer; throws boost::system::system_error when there is none in all of `timeout`.
template <class Protocol, class Where>
AskReply ask_once(const Where& where, const AskRequest& request, std::chrono::milliseconds timeout) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  asio::io_context loop;
  boost::beast::basic_stream<Protocol> stream(loop);
  const auto talk = [&]() -> asio::awaitable<AskReply> {
    stream.expires_after(timeout);
    co_await stream.async_connect(where, asio::use_awaitable);
    co_await http::async_write(stream, request, asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMaxReply);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    co_return parser.release();
  };
  std::exception_ptr failed;
  std::optional<AskReply> reply;
  asio::co_spawn(loop, talk, [&](std::exception_ptr error, AskReply answer) {
    failed = std::move(error);
    reply = std::move(answer);
  });
  loop.run();
  if (failed) std::rethrow_exception(failed);
  return std::move(*reply);
}

}  // namespace fwop::controller::cli
