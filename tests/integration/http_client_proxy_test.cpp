#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <gmock/gmock.h>

#include "api/net/fetch_text.hpp"
#include "api/net/self_signed.hpp"
#include "http_client_fixture.hpp"
#include "operator_process.hpp"
#include "tiny_proxy.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::Not;

/// The client, tinyproxy (Debian's) and a server with TLS behind it.
class HttpClientProxy : public HttpClientTest {
 protected:
  HttpClientProxy() : tls_(asio::ssl::context::tls_server) {
    const auto made = make_self_signed_certificate({"localhost"});
    std::ofstream(temp_.path() / "ca.pem") << made.cert_pem;
    tls_.use_certificate_chain(asio::buffer(made.cert_pem));
    tls_.use_private_key(asio::buffer(made.key_pem), asio::ssl::context::pem);
    server_ = &serve(always(an_answer(200, kReadyCluster)), &tls_);
  }

  /// Lets tunnels to that port through.
  Proxy start_proxy(const std::string& allowed_port) {
    proxy_.emplace(temp_.path() / "proxy", allowed_port);
    return {.host = "127.0.0.1", .port = proxy_->port(), .authorization = "Basic bWU6c2VjcmV0"};
  }
  HttpOptions through(std::optional<Proxy> proxy) {
    HttpOptions options = options_for(*server_);
    options.endpoint.tls = true;
    options.endpoint.host = "localhost";
    options.ca_file = temp_.path() / "ca.pem";
    options.proxy = std::move(proxy);
    return options;
  }

  e2e::TempDir temp_;
  asio::ssl::context tls_;
  ScriptedServer* server_ = nullptr;
  std::optional<e2e::TinyProxy> proxy_;
};

TEST_F(HttpClientProxy, CallsGoThroughItsTunnelAndTheTunnelIsKept) {
  auto& api = client(through(start_proxy(server_->port())));
  EXPECT_EQ(get(api).value().state, ClusterState::Ready);
  EXPECT_TRUE(create(api).has_value());
  EXPECT_EQ(server_->connections(), 1);
  EXPECT_THAT(proxy_->log(), HasSubstr("CONNECT localhost:" + server_->port()));
}

TEST_F(HttpClientProxy, WhatItRefusesNeverLeft) {
  const Proxy proxy = start_proxy("1");
  const Error refused = failure(create(client(through(proxy))));
  EXPECT_EQ(refused.kind, ErrorKind::Unreachable);
  EXPECT_THAT(refused.message, HasSubstr("through the proxy 127.0.0.1:" + proxy.port));
  EXPECT_THAT(refused.message, HasSubstr("refuses the tunnel with 403"));

  Proxy stranger = proxy;
  stranger.authorization.clear();
  const Error unknown = failure(create(client(through(stranger))));
  EXPECT_EQ(unknown.kind, ErrorKind::Unreachable);
  EXPECT_THAT(unknown.message, HasSubstr("user and password in HTTPS_PROXY"));
  EXPECT_EQ(server_->connections(), 0);
  for (const RequestInfo& exchange : exchanges_) {
    EXPECT_EQ(exchange.bytes_sent, 0U);
    EXPECT_THAT(exchange.error, Not(HasSubstr("secret")));
    EXPECT_THAT(exchange.error, Not(HasSubstr(proxy.authorization)));
  }
}

TEST_F(HttpClientProxy, ATextIsFetchedThroughItToo) {
  const Proxy proxy = start_proxy(server_->port());
  std::optional<NetResult<std::string>> text;
  asio::co_spawn(context_,
                 fetch_text(context_.get_executor(),
                            {.tls = true, .host = "localhost", .port = server_->port(), .base_path = "/plan"},
                            proxy, temp_.path() / "ca.pem", std::chrono::seconds(30)),
                 [&](std::exception_ptr, NetResult<std::string> fetched) {
                   text = std::move(fetched);
                   context_.stop();
                 });
  context_.restart();
  context_.run();
  ASSERT_TRUE(text && text->has_value()) << (text ? text->error().message : "nothing came");
  EXPECT_EQ(text->value(), kReadyCluster);
  EXPECT_THAT(proxy_->log(), HasSubstr("CONNECT localhost:" + server_->port()));
}

TEST_F(HttpClientProxy, OneThatIsNotThereIsNamed) {
  const Error error =
      failure(get(client(through(Proxy{.host = "127.0.0.1", .port = "1", .authorization = {}}))));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_THAT(error.message, HasSubstr("through the proxy 127.0.0.1:1"));
}

}  // namespace
}  // namespace fwop::api
