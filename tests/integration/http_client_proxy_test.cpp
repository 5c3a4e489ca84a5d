#include <fstream>

#include <gmock/gmock.h>

#include "api/self_signed.hpp"
#include "http_client_fixture.hpp"
#include "operator_process.hpp"

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

  /// Lets tunnels to that port through, for me:secret.
  Proxy start_proxy(const std::string& allowed_port) {
    const std::string port = std::to_string(free_port());
    const std::string here = temp_.path().string();
    std::ofstream(temp_.path() / "conf")
        << "Port " << port << "\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\n"
        << "BasicAuth me secret\nConnectPort " << allowed_port << "\nLogLevel Connect\nLogFile \"" << here
        << "/log\"\n";
    proxy_.emplace(e2e::ProcessOptions{.program = "/usr/bin/tinyproxy",
                                       .arguments = {"-d", "-c", here + "/conf"},
                                       .environment = {},
                                       .output_prefix = temp_.path() / "proxy"});
    EXPECT_TRUE(e2e::eventually([&] { return answers(port); })) << proxy_->err();
    return {.host = "127.0.0.1", .port = port, .authorization = "Basic bWU6c2VjcmV0"};
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
  std::optional<e2e::Process> proxy_;

 private:
  std::uint16_t free_port() {
    return tcp::acceptor(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
        .local_endpoint()
        .port();
  }
  bool answers(const std::string& port) {
    tcp::socket socket(context_);
    boost::system::error_code error;
    socket.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoi(port))}, error);
    return !error;
  }
};

TEST_F(HttpClientProxy, CallsGoThroughItsTunnelAndTheTunnelIsKept) {
  auto& api = client(through(start_proxy(server_->port())));
  EXPECT_EQ(get(api).value().state, ClusterState::Ready);
  EXPECT_TRUE(create(api).has_value());
  EXPECT_EQ(server_->connections(), 1);
  EXPECT_THAT(e2e::read_text(temp_.path() / "log"), HasSubstr("CONNECT localhost:" + server_->port()));
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

TEST_F(HttpClientProxy, OneThatIsNotThereIsNamed) {
  const Error error =
      failure(get(client(through(Proxy{.host = "127.0.0.1", .port = "1", .authorization = {}}))));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_THAT(error.message, HasSubstr("through the proxy 127.0.0.1:1"));
}

}  // namespace
}  // namespace fwop::api
