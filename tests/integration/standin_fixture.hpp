#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/standin/standin.hpp"

namespace fwop::api {

/// What a test got for a request.
struct Got {
  boost::system::error_code error;  ///< Set when no whole answer came.
  int status = 0;
  std::string body;
  std::map<std::string, std::string> head;  ///< Names in lower case.

  nlohmann::json json() const { return nlohmann::json::parse(body); }
  int code() const { return json().at("code").get<int>(); }
  std::string message() const { return json().at("message").get<std::string>(); }
};

/// A client that blocks, and keeps its connection as long as the server does.
class Caller {
 public:
  using Message = boost::beast::http::request<boost::beast::http::string_body>;

  explicit Caller(const Standin& server);

  /// Nothing of `key` is sent when it is empty.
  std::string key = "test-key";
  Got send(std::string_view method, const std::string& target, const std::string& body = {});
  Got send(const Message& message);
  Message message(std::string_view method, const std::string& target, const std::string& body) const;
  /// Writes a request, over plain HTTP, and does not read the answer.
  void send_only(std::string_view method, const std::string& target, const std::string& body = {});
  /// True when something of an answer, or the connection's end, has come.
  bool has_answer();
  void disconnect();

 private:
  void connect();
  Got read();

  boost::asio::io_context context_;
  std::uint16_t port_;
  std::optional<boost::asio::ssl::context> tls_;
  std::optional<boost::asio::ip::tcp::socket> socket_;
  std::unique_ptr<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> stream_;
  boost::beast::flat_buffer input_;
};

class StandinTest : public testing::Test {
 protected:
  /// Starts the server; provisioning takes no time unless the options say so.
  void start(StandinOptions options = {.provisioning = std::chrono::milliseconds(0)});
  void start_with_faults(std::string_view script);
  /// The one client that most tests need.
  Caller& caller();

  static std::string create_body(const std::string& id, const std::string& region = "us-east-1");
  Got call(std::string_view method, const std::string& target, const std::string& body = {}) {
    return caller().send(method, target, body);
  }
  Got create(const std::string& id) { return call("POST", kClusters, create_body(id)); }
  Got get(const std::string& id) { return call("GET", kClusters + "/" + id); }
  nlohmann::json stats() const { return nlohmann::json::parse(server_->stats_json()); }

  const std::string kClusters = "/v1/accounts/acme/clusters";
  std::unique_ptr<Standin> server_;

 private:
  std::optional<Caller> caller_;
};

}  // namespace fwop::api
