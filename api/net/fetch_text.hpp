#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "api/net/endpoint.hpp"
#include "api/net/net_error.hpp"
#include "api/net/proxy.hpp"

namespace fwop::api {

/// Longest text that is fetched, in bytes.
inline constexpr std::size_t kMaxFetchedText = 1024 * 1024;

/// GETs `where` (its base_path is the path) on `executor`, through `proxy` if there is one. Returns the body
/// of a 200. Sends no key and follows no redirect; `ca_file` as for make_client_tls_context(). Terminal
/// cancellation gives an error, too.
boost::asio::awaitable<NetResult<std::string>> fetch_text(boost::asio::any_io_executor executor,
                                                          Endpoint where, std::optional<Proxy> proxy,
                                                          std::string ca_file,
                                                          std::chrono::milliseconds timeout);

}  // namespace fwop::api
