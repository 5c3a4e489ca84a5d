#pragma once

#include <chrono>
#include <cstddef>
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

}  // namespace fwop::api
