#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <gtest/gtest.h>

#include "api/clusters/http_client.hpp"

namespace fwop::api {

/// The server's end of one connection, in a test's hands.
class Peer {
 public:
  Peer(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

  /// False when the handshake failed; at once true without TLS.
  boost::asio::awaitable<bool> shake_hands();
  /// One whole request, head and body; nothing once the client has closed.
  boost::asio::awaitable<std::optional<std::string>> read_request();
  boost::asio::awaitable<void> send(std::string text);
  /// Comes back when the client closes.
  boost::asio::awaitable<void> wait_for_close();
  void close();
  /// The name the client asked for in its TLS hello, or empty.
  std::string server_name();

 private:
  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  std::string input_;
};

/// What a test's server does with one connection; `number` counts connections from 1.
using Script = std::function<boost::asio::awaitable<void>(std::shared_ptr<Peer> peer, int number)>;

/// A server on an ephemeral loopback port, in the same thread as the client.
class ScriptedServer {
 public:
  ScriptedServer(boost::asio::io_context& context, Script script, boost::asio::ssl::context* tls = nullptr);

  std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
  int connections() const { return connections_; }
  int open() const { return open_; }
  int most_open() const { return most_open_; }

 private:
  boost::asio::awaitable<void> accept_all();
  boost::asio::awaitable<void> serve(std::shared_ptr<Peer> peer, int number);

  boost::asio::ip::tcp::acceptor acceptor_;
  Script script_;
  boost::asio::ssl::context* tls_;
  int connections_ = 0;
  int open_ = 0;
  int most_open_ = 0;
};

/// A whole HTTP answer with that JSON body and those more head lines, each ending in "\r\n".
std::string an_answer(int status, const std::string& body, const std::string& more_head = {});

inline constexpr const char* kReadyCluster =
    R"({"name":"accounts/acme/clusters/prod","state":"READY","status":{"code":"OK"}})";

/// Answers every request on every connection with `answer`.
Script always(std::string answer);

/// The error of a result that must have failed: a success has a default error, which reads as Lost.
template <class T>
Error failure(const Result<T>& result) {
  EXPECT_TRUE(result.has_error());
  return result.error();
}

class HttpClientTest : public testing::Test {
 protected:
  using Milliseconds = std::chrono::milliseconds;

  ScriptedServer& serve(Script script, boost::asio::ssl::context* tls = nullptr) {
    return *servers_.emplace_back(std::make_unique<ScriptedServer>(context_, std::move(script), tls));
  }
  /// Options for plain http to that server; every exchange is noted in exchanges_.
  HttpOptions options_for(const ScriptedServer& server);
  HttpClustersApi& client(HttpOptions options, std::shared_ptr<Credentials> credentials = nullptr);
  HttpClustersApi& client_for(const ScriptedServer& server) { return client(options_for(server)); }

  /// Runs the loop until `task` is done.
  template <class T>
  T run(boost::asio::awaitable<T> task) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr thrown, std::optional<T> value) {
      failure = thrown;
      result = std::move(value);
      context_.stop();
    });
    context_.restart();
    context_.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
  }

  Result<Cluster> get(HttpClustersApi& api, Milliseconds timeout = kPatience) {
    return run<Result<Cluster>>(api.get(kKey, timeout));
  }
  Result<Cluster> create(HttpClustersApi& api, Milliseconds timeout = kPatience) {
    return run<Result<Cluster>>(api.create(kKey, kSpec, timeout));
  }

  /// Longer than any test takes; none waits for it to pass.
  static constexpr Milliseconds kPatience = std::chrono::seconds(30);
  /// For the tests that wait for it to pass.
  static constexpr Milliseconds kSoon = Milliseconds(100);

  const ClusterKey kKey{.account_id = "acme", .cluster_id = "prod"};
  const ClusterSpec kSpec{.display_name = "D", .eks = {}, .fake = FakeCluster{.project_id = "p"}};
  std::vector<RequestInfo> exchanges_;
  // Clients and servers go before the loop: what they still do is destroyed with it.
  boost::asio::io_context context_;
  std::vector<std::unique_ptr<ScriptedServer>> servers_;
  std::vector<std::unique_ptr<HttpClustersApi>> clients_;
};

}  // namespace fwop::api
