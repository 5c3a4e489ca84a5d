#include "controller/cli/ask_once.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/cli/status_client.hpp"

namespace fwop::controller::cli {
namespace {

TEST(AskOnce, OfAPeerThatAcceptsAndNeverAnswersGivesUp) {
  boost::asio::io_context loop;
  using tcp = boost::asio::ip::tcp;
  // Its backlog accepts, and nobody reads.
  tcp::acceptor silent(loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  const std::string address = "127.0.0.1:" + std::to_string(silent.local_endpoint().port());
  const auto reply = ask_status({.address = address}, "/healthz", std::chrono::milliseconds(20));
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error(), testing::HasSubstr("no daemon answers at " + address));
}

}  // namespace
}  // namespace fwop::controller::cli
