#include "api/standin/server.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/system/system_error.hpp>

namespace fwop::api::standin {

namespace asio = boost::asio;
using asio::ip::tcp;

Server::Server(std::shared_ptr<Service> service, std::uint16_t port, std::shared_ptr<asio::ssl::context> tls)
    : shared_(std::make_shared<Shared>()), tls_(std::move(tls)), listener_(context_.get_executor()) {
  shared_->service = std::move(service);
  const auto check = [](const boost::system::error_code& error) {
    if (error) throw boost::system::system_error(error);
  };
  check(listener_.bind(tcp::endpoint(asio::ip::address_v4::loopback(), port)));
  port_ = listener_.endpoint().port();
  check(listener_.listen(
      [this](tcp::socket socket) {
        ++shared_->connections;
        asio::co_spawn(context_, serve_connection(std::move(socket), tls_, shared_), asio::detached);
      },
      [this] { return shared_->connections < kMaxConnections; }));
}

}  // namespace fwop::api::standin
