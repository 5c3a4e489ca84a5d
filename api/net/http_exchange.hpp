#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "api/base/wall_time.hpp"
#include "api/net/connection.hpp"
#include "api/net/net_error.hpp"

namespace fwop::api {

/// An answer that was read to its end.
struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string request_id;
  std::optional<std::chrono::milliseconds> retry_after;
  std::optional<WallTime> date;  ///< The Date header.
  bool keep_alive = false;       ///< The connection may carry another request.
};

/// How far an exchange came.
enum class Progress {
  Nothing,   ///< No byte of the request was sent: the server cannot have acted.
  Sent,      ///< Some of the request was sent, and no byte of an answer came.
  Answered,  ///< Some of an answer came.
};

/// How one exchange went; `answer` holds it when it came in full.
struct Exchange {
  Progress progress = Progress::Nothing;
  NetResult<HttpAnswer> answer;
  int status = 0;  ///< Set as soon as the status line was read.
  std::size_t bytes_sent = 0;
  std::size_t bytes_received = 0;
};

/// Sends connection->request() and reads the answer, of at most `max_body` bytes, before `deadline`. An error
/// is of kind Unreachable (nothing was sent), Lost or Cancelled.
boost::asio::awaitable<Exchange> exchange(std::shared_ptr<Connection> connection, std::size_t max_body,
                                          SteadyTime deadline);

/// Takes an answer while it comes, such as one that has no end.
struct AnswerSink {
  /// Gets the body of a 200 piece by piece, in order; a piece is not empty, and ends anywhere.
  std::function<void(std::string piece)> take;
  /// The exchange ends when nothing comes for longer than this.
  std::chrono::milliseconds silence{};
};

/// The same for an answer of any length: its head must come before `deadline`, and the body of a 200 goes to
/// `sink`, so that it is empty in the result. Of any other answer the body is kept, at most `max_body` bytes.
/// Completes when the server ends the answer, when it is silent, or by terminal cancellation.
boost::asio::awaitable<Exchange> exchange_streamed(std::shared_ptr<Connection> connection, AnswerSink sink,
                                                   std::size_t max_body, SteadyTime deadline);

}  // namespace fwop::api
