#include "api/standin/server.hpp"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fwop::api::standin {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr auto kCrowdedWait = std::chrono::milliseconds(10);

}  // namespace

Server::Server(std::shared_ptr<Service> service, std::uint16_t port, std::shared_ptr<asio::ssl::context> tls)
    : shared_(std::make_shared<Shared>()), tls_(std::move(tls)), acceptor_(context_) {
  shared_->service = std::move(service);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
  asio::co_spawn(context_, accept_all(), asio::detached);
}

asio::awaitable<void> Server::accept_all() {
  asio::steady_timer pause(context_);
  while (true) {
    if (shared_->connections < kMaxConnections) {
      auto [error, socket] = co_await acceptor_.async_accept(kAwait);
      if (error == asio::error::operation_aborted) co_return;
      if (!error) {
        ++shared_->connections;
        asio::co_spawn(context_, serve_connection(std::move(socket), tls_, shared_), asio::detached);
        continue;
      }
    }
    // Too many connections, or no descriptor left: both pass.
    pause.expires_after(kCrowdedWait);
    co_await pause.async_wait(kAwait);
  }
}

}  // namespace fwop::api::standin
