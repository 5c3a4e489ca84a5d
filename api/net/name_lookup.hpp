#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "api/base/or_why_not.hpp"

namespace fwop::api {

/// Looks up the addresses of `host`, with the port `port`. Waits until `deadline`. The error is a text such
/// as "the name lookup failed: ...". Cancellation ends the wait early.
///
/// getaddrinfo blocks for as long as nameservers are silent and cannot be interrupted. It runs on a thread
/// that nobody joins, so the end of the executor or of the process does not wait for it. Lookups of one name
/// share one thread.
boost::asio::awaitable<OrWhyNot<std::vector<boost::asio::ip::tcp::endpoint>>> look_up_name(
    boost::asio::any_io_executor executor, std::string host, std::string port,
    std::chrono::steady_clock::time_point deadline);

}  // namespace fwop::api
