#include "tiny_proxy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

namespace fwop::e2e {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::uint16_t free_port() {
  asio::io_context loop;
  return tcp::acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)).local_endpoint().port();
}

bool answers(std::uint16_t port) {
  asio::io_context loop;
  tcp::socket socket(loop);
  boost::system::error_code error;
  socket.connect({asio::ip::address_v4::loopback(), port}, error);
  return !error;
}

}  // namespace

TinyProxy::TinyProxy(std::filesystem::path directory, const std::string& allowed_port)
    : directory_(std::move(directory)), port_(free_port()) {
  std::filesystem::create_directories(directory_);
  const std::string here = directory_.string();
  write_text(directory_ / "conf", "Port " + port() +
                                      "\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\nBasicAuth me secret\n"
                                      "ConnectPort " +
                                      allowed_port + "\nLogLevel Connect\nLogFile \"" + here + "/log\"\n");
  process_.emplace(ProcessOptions{.program = "/usr/bin/tinyproxy",
                                  .arguments = {"-d", "-c", here + "/conf"},
                                  .environment = {},
                                  .output_prefix = directory_ / "proxy"});
  EXPECT_TRUE(eventually([this] { return answers(port_); })) << process_->err();
}

}  // namespace fwop::e2e
