#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "api/net/self_signed.hpp"
#include "http_client_fixture.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;

class HttpClientTls : public HttpClientTest {
 protected:
  HttpClientTls() {
    std::string pattern = testing::TempDir() + "http_client_tls_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~HttpClientTls() override { std::filesystem::remove_all(folder_); }

  /// A server's context with a fresh certificate for those hosts, which ca_file() then trusts.
  asio::ssl::context certified_for(std::vector<std::string> hosts) {
    const auto made = make_self_signed_certificate(std::move(hosts));
    std::ofstream(ca_file()) << made.cert_pem;
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.use_certificate_chain(asio::buffer(made.cert_pem));
    context.use_private_key(asio::buffer(made.key_pem), asio::ssl::context::pem);
    return context;
  }
  std::string ca_file() const { return folder_ / "ca.pem"; }

  HttpOptions tls_options(const ScriptedServer& server, const std::string& host) {
    auto options = options_for(server);
    options.endpoint.tls = true;
    options.endpoint.host = host;
    options.ca_file = ca_file();
    return options;
  }

  std::filesystem::path folder_;
};

TEST_F(HttpClientTls, ATrustedServerIsAskedForByNameAndKept) {
  auto tls = certified_for({"localhost"});
  std::string asked_for;
  auto& server = serve(
      [&](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
        asked_for = peer->server_name();
        for (;;) {
          const auto request = co_await peer->read_request();
          if (!request) co_return;
          co_await peer->send(an_answer(200, kReadyCluster));
        }
      },
      &tls);
  auto& api = client(tls_options(server, "localhost"));
  EXPECT_EQ(get(api).value().state, ClusterState::Ready);
  EXPECT_TRUE(create(api).has_value());
  EXPECT_EQ(asked_for, "localhost");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTls, AnAddressIsVerifiedToo) {
  auto tls = certified_for({"127.0.0.1"});
  auto& server = serve(always(an_answer(200, kReadyCluster)), &tls);
  EXPECT_TRUE(get(client(tls_options(server, "127.0.0.1"))).has_value());
}

TEST_F(HttpClientTls, ACertificateForAnotherHostIsRefused) {
  auto tls = certified_for({"api.example"});
  auto& server = serve(always(an_answer(200, kReadyCluster)), &tls);
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto error = failure(create(client(tls_options(server, host))));
    EXPECT_EQ(error.kind, ErrorKind::Unreachable);
    EXPECT_THAT(error.message, HasSubstr(std::string("certificate is not for ") + host));
  }
}

TEST_F(HttpClientTls, AnUnknownAuthorityIsRefused) {
  auto tls = certified_for({"localhost"});
  auto& server = serve(always(an_answer(200, kReadyCluster)), &tls);
  auto options = tls_options(server, "localhost");
  options.ca_file.clear();
  const auto error = failure(create(client(options)));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_THAT(error.message, HasSubstr("not trusted"));
}

TEST_F(HttpClientTls, AnotherCertificateOfTheSameNameIsRefused) {
  auto tls = certified_for({"localhost"});
  auto& server = serve(always(an_answer(200, kReadyCluster)), &tls);
  std::ofstream(ca_file()) << make_self_signed_certificate({"localhost"}).cert_pem;
  EXPECT_EQ(failure(create(client(tls_options(server, "localhost")))).kind, ErrorKind::Unreachable);
}

TEST_F(HttpClientTls, AServerWithoutTls12IsRefused) {
  auto tls = certified_for({"localhost"});
  // Level 0, because OpenSSL 3 offers TLS 1.1 at no higher one.
  ASSERT_EQ(SSL_CTX_set_cipher_list(tls.native_handle(), "DEFAULT:@SECLEVEL=0"), 1);
  ASSERT_EQ(SSL_CTX_set_max_proto_version(tls.native_handle(), TLS1_1_VERSION), 1);
  auto& server = serve(always(an_answer(200, kReadyCluster)), &tls);
  const auto error = failure(create(client(tls_options(server, "localhost"))));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_THAT(error.message, HasSubstr("protocol version"));
}

TEST_F(HttpClientTls, TlsToAPlainServerIsUnreachable) {
  certified_for({"localhost"});
  auto& server = serve([](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
    co_await peer->send("HTTP/1.1 400 Bad Request\r\n\r\n");
    co_await peer->wait_for_close();
  });
  EXPECT_EQ(failure(create(client(tls_options(server, "localhost")))).kind, ErrorKind::Unreachable);
}

TEST_F(HttpClientTls, AStalledHandshakeEndsAtTheConnectTimeout) {
  certified_for({"localhost"});
  auto& server = serve([](std::shared_ptr<Peer> peer, int) { return peer->wait_for_close(); });
  auto options = tls_options(server, "127.0.0.1");
  options.connect_timeout = kSoon;
  const auto error = failure(create(client(options)));
  EXPECT_EQ(error.kind, ErrorKind::Unreachable);
  EXPECT_THAT(error.message, HasSubstr("handshake took too long"));
}

TEST_F(HttpClientTls, ACutWithoutATlsGoodbyeNeverEndsABody) {
  auto tls = certified_for({"localhost"});
  auto& server = serve(
      [](std::shared_ptr<Peer> peer, int) -> asio::awaitable<void> {
        co_await peer->read_request();
        co_await peer->send(std::string("HTTP/1.1 200 OK\r\n\r\n") + kReadyCluster);
      },
      &tls);
  const auto error = failure(get(client(tls_options(server, "localhost"))));
  EXPECT_EQ(error.kind, ErrorKind::Lost);
  EXPECT_THAT(error.message, HasSubstr("stream truncated"));
}

TEST_F(HttpClientTls, AnUnusableCaFileSaysSoAtTheStart) {
  HttpOptions options;
  options.endpoint.host = "localhost";
  options.ca_file = folder_ / "missing.pem";
  EXPECT_THROW(client(options), std::runtime_error);
}

}  // namespace
}  // namespace fwop::api
