#include "http_client_fixture.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace fwop::api {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kLength = "Content-Length: ";

std::size_t body_length(std::string_view head) {
  const auto at = head.find(kLength);
  return at == std::string_view::npos ? 0 : std::stoul(std::string(head.substr(at + kLength.size(), 9)));
}

}  // namespace

Peer::Peer(tcp::socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
  if (tls != nullptr) tls_.emplace(socket_, *tls);
}

asio::awaitable<bool> Peer::shake_hands() {
  if (!tls_) co_return true;
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, kAwait);
  co_return !error;
}

asio::awaitable<std::optional<std::string>> Peer::read_request() {
  char chunk[4096];
  for (;;) {
    if (const auto end = input_.find("\r\n\r\n"); end != std::string::npos) {
      const auto size = end + 4 + body_length(std::string_view(input_).substr(0, end));
      if (input_.size() >= size) {
        std::string request = input_.substr(0, size);
        input_.erase(0, size);
        co_return request;
      }
    }
    boost::system::error_code error;
    std::size_t got = 0;
    if (tls_)
      std::tie(error, got) = co_await tls_->async_read_some(asio::buffer(chunk), kAwait);
    else
      std::tie(error, got) = co_await socket_.async_read_some(asio::buffer(chunk), kAwait);
    if (error) co_return std::nullopt;
    input_.append(chunk, got);
  }
}

asio::awaitable<void> Peer::send(std::string text) {
  if (tls_)
    co_await asio::async_write(*tls_, asio::buffer(text), kAwait);
  else
    co_await asio::async_write(socket_, asio::buffer(text), kAwait);
}

asio::awaitable<void> Peer::wait_for_close() {
  for (;;) {
    const auto request = co_await read_request();
    if (!request) co_return;
  }
}

void Peer::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

std::string Peer::server_name() {
  const char* name = SSL_get_servername(tls_->native_handle(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

ScriptedServer::ScriptedServer(asio::io_context& context, Script script, asio::ssl::context* tls)
    : acceptor_(context, {asio::ip::address_v4::loopback(), 0}), script_(std::move(script)), tls_(tls) {
  asio::co_spawn(context, accept_all(), asio::detached);
}

asio::awaitable<void> ScriptedServer::accept_all() {
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (error) co_return;
    const int number = ++connections_;
    auto peer = std::make_shared<Peer>(std::move(socket), tls_);
    asio::co_spawn(acceptor_.get_executor(), serve(std::move(peer), number), asio::detached);
  }
}

asio::awaitable<void> ScriptedServer::serve(std::shared_ptr<Peer> peer, int number) {
  most_open_ = std::max(most_open_, ++open_);
  const bool shaken = co_await peer->shake_hands();
  if (shaken) co_await script_(peer, number);
  peer->close();
  --open_;
}

std::string an_answer(int status, const std::string& body, const std::string& more_head) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" + more_head +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

namespace {

asio::awaitable<void> answer_all(std::shared_ptr<Peer> peer, std::string answer) {
  for (;;) {
    const auto request = co_await peer->read_request();
    if (!request) co_return;
    co_await peer->send(answer);
  }
}

}  // namespace

Script always(std::string answer) {
  return [answer = std::move(answer)](std::shared_ptr<Peer> peer, int) {
    return answer_all(std::move(peer), answer);
  };
}

HttpOptions HttpClientTest::options_for(const ScriptedServer& server) {
  HttpOptions options;
  options.endpoint = {.tls = false, .host = "127.0.0.1", .port = server.port(), .base_path = {}};
  options.observer = [this](const RequestInfo& info) { exchanges_.push_back(info); };
  return options;
}

HttpClustersApi& HttpClientTest::client(HttpOptions options, std::shared_ptr<Credentials> credentials) {
  if (!credentials) credentials = std::make_shared<FixedKey>("fw_secret");
  return *clients_.emplace_back(
      std::make_unique<HttpClustersApi>(context_.get_executor(), std::move(options), std::move(credentials)));
}

}  // namespace fwop::api
