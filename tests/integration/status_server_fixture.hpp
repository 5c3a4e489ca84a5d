#pragma once

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <gtest/gtest.h>

#include "controller/serve/http_session.hpp"
#include "controller/serve/status_server.hpp"
#include "sample_fleet.hpp"

namespace fwop::controller {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

using Response = http::response<http::string_body>;

/// A server with its loop on a thread of its own, as the daemon has it.
class StatusServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto listening = StatusServer::listen(loop_.get_executor(), "127.0.0.1:0", source());
    ASSERT_TRUE(listening) << listening.error();
    server_.emplace(std::move(*listening));
    thread_ = std::thread([this] { loop_.run(); });
  }

  void TearDown() override {
    if (!server_) return;
    asio::post(loop_, [this] { server_->stop(); });
    thread_.join();
  }

  /// What the server shows.
  virtual StatusSource source() { return a_source(); }

  tcp::socket connect() {
    tcp::socket socket(clients_);
    socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    return socket;
  }

  static Response exchange(tcp::socket& socket, http::verb method, const std::string& target) {
    http::request<http::empty_body> request(method, target, 11);
    request.set(http::field::host, "localhost");
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    http::read(socket, buffer, parser);
    return parser.release();
  }

  static std::string raw(tcp::socket& socket, const std::string& bytes) {
    asio::write(socket, asio::buffer(bytes));
    std::string answer;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    return answer;
  }

  asio::io_context loop_;
  asio::io_context clients_;
  std::optional<StatusServer> server_;
  std::thread thread_;
};

}  // namespace fwop::controller
