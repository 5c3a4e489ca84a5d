#pragma once

#include <cstdint>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/net/listener.hpp"
#include "api/standin/session.hpp"

namespace fwop::api::standin {

/// The most connections at once; more wait in the listen queue.
inline constexpr std::size_t kMaxConnections = 1024;

/// Listens on 127.0.0.1 and serves on one thread: the one that runs context().
class Server {
 public:
  /// Port 0 picks a free one. Throws boost::system::system_error if it cannot listen.
  Server(std::shared_ptr<Service> service, std::uint16_t port,
         std::shared_ptr<boost::asio::ssl::context> tls);

  boost::asio::io_context& context() { return context_; }
  std::uint16_t port() const { return port_; }

 private:
  boost::asio::io_context context_{1};
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  Listener<boost::asio::ip::tcp> listener_;
  std::uint16_t port_ = 0;
};

}  // namespace fwop::api::standin
