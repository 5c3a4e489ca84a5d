#pragma once

#include <cstdint>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/standin/service.hpp"

namespace fwop::api::standin {

inline constexpr std::size_t kMaxRequestBody = 1024 * 1024;
inline constexpr std::size_t kMaxRequestHead = 16 * 1024;

/// What all sessions of a server share. Not thread-safe.
struct Shared {
  std::shared_ptr<Service> service;
  std::uint64_t requests = 0;  ///< For x-request-id.
  std::size_t connections = 0;
};

/// Serves one connection until either side closes it. `tls` is null for plain HTTP.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket,
                                              std::shared_ptr<boost::asio::ssl::context> tls,
                                              std::shared_ptr<Shared> shared);

}  // namespace fwop::api::standin
