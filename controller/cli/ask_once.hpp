#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace fwop::controller::cli {

using AskRequest = boost::beast::http::request<boost::beast::http::string_body>;
using AskReply = boost::beast::http::response<boost::beast::http::string_body>;

/// The longest answer that is accepted, in bytes.
inline constexpr std::size_t kMaxReply = 256 * 1024 * 1024;

/// Sends the request on a connected stream and waits for the answer. Throws boost::system::system_error on
/// failure.
template <class Stream>
boost::asio::awaitable<AskReply> ask_on(Stream& stream, const AskRequest& request) {
  namespace asio = boost::asio;
  namespace http = boost::beast::http;
  co_await http::async_write(stream, request, asio::use_awaitable);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxReply);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  co_return parser.release();
}

/// Connects to `where` (an endpoint of `Protocol`, or a range of endpoints to try), sends the request and
/// waits for the answer. Throws boost::system::system_error on failure, and when there is no answer before
/// `deadline`.
template <class Protocol, class Where>
boost::asio::awaitable<AskReply> ask_once(Where where, AskRequest request,
                                          std::chrono::steady_clock::time_point deadline) {
  boost::beast::basic_stream<Protocol> stream(co_await boost::asio::this_coro::executor);
  stream.expires_at(deadline);
  co_await stream.async_connect(where, boost::asio::use_awaitable);
  co_return co_await ask_on(stream, request);
}

/// Runs `task` on a new event loop and blocks. Returns or throws what `task` does.
template <class T>
T run_alone(boost::asio::awaitable<T> task) {
  boost::asio::io_context loop;
  std::exception_ptr failed;
  std::optional<T> result;
  boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, T value) {
    failed = std::move(error);
    result.emplace(std::move(value));
  });
  loop.run();
  if (failed) std::rethrow_exception(failed);
  return std::move(*result);
}

}  // namespace fwop::controller::cli
