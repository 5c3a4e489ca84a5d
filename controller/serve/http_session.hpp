#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "controller/serve/answers.hpp"
#include "controller/serve/large_answers.hpp"
#include "controller/serve/status_access.hpp"
#include "controller/serve/status_routes.hpp"
#include "controller/serve/status_stream.hpp"

namespace fwop::controller {

/// Limits for one connection.
inline constexpr std::size_t kMaxRequestHeaderBytes = 8 * 1024;
inline constexpr std::chrono::seconds kHandshakeTimeout{10};
inline constexpr std::chrono::seconds kHttpTimeout{30};  ///< To receive a request head, to send an answer.

/// One connection of the status server. To end run_http_session(), close stream.tcp().
struct HttpSession {
  StatusStream stream;
  std::shared_ptr<const api::Routes<StatusRoute>> routes;
  std::shared_ptr<const StatusAccess> access;
  std::shared_ptr<Answers> answers;
  std::shared_ptr<LargeAnswers> large;
  /// Since when it waits for a request; nothing while it handles one.
  std::optional<std::chrono::steady_clock::time_point> idle_since = std::chrono::steady_clock::now();
};

/// Answers requests on the connection until either side closes it. Throws only what a route throws.
boost::asio::awaitable<void> run_http_session(std::shared_ptr<HttpSession> session);

}  // namespace fwop::controller
