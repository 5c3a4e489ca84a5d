#include "api/net/listener.hpp"

#include <cerrno>
#include <optional>
#include <vector>

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

const tcp::endpoint kAnyPort(asio::ip::address_v4::loopback(), 0);

/// Takes every descriptor that the process may still open, while it lives.
class NoDescriptorFree {
 public:
  NoDescriptorFree() {
    ::getrlimit(RLIMIT_NOFILE, &limit_);
    const rlimit few{64, limit_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    for (int copy = ::dup(STDERR_FILENO); copy >= 0; copy = ::dup(STDERR_FILENO)) taken_.push_back(copy);
  }
  ~NoDescriptorFree() {
    for (const int descriptor : taken_) ::close(descriptor);
    ::setrlimit(RLIMIT_NOFILE, &limit_);
  }
  NoDescriptorFree(const NoDescriptorFree&) = delete;
  NoDescriptorFree& operator=(const NoDescriptorFree&) = delete;

 private:
  rlimit limit_{};
  std::vector<int> taken_;
};

TEST(Listener, WithoutAFreeDescriptorItWaitsAndThenGoesOn) {
  asio::io_context loop;
  Listener<tcp> listener(loop.get_executor());
  ASSERT_FALSE(listener.bind(kAnyPort));
  int accepted = 0;
  ASSERT_FALSE(listener.listen([&](const tcp::socket&) {
    ++accepted;
    loop.stop();
  }));
  tcp::socket client(loop);
  client.connect(listener.endpoint());
  {
    const NoDescriptorFree none;
    // Each failed accept and each pause is a handler or two: a busy loop would run many thousands.
    EXPECT_LT(loop.run_for(350ms), 50U);
    EXPECT_EQ(accepted, 0);
  }
  loop.run_for(10s);
  EXPECT_EQ(accepted, 1);
}

TEST(Listener, WithoutRoomTheyWaitInTheQueue) {
  asio::io_context loop;
  Listener<tcp> listener(loop.get_executor());
  ASSERT_FALSE(listener.bind(kAnyPort));
  std::vector<tcp::socket> accepted;
  bool room = false;
  int asked = 0;
  ASSERT_FALSE(listener.listen(
      [&](tcp::socket socket) {
        accepted.push_back(std::move(socket));
        loop.stop();
      },
      [&] {
        if (++asked == 2) room = true;
        return room;
      }));
  tcp::socket client(loop);
  client.connect(listener.endpoint());
  loop.run_for(10s);
  EXPECT_EQ(accepted.size(), 1U);
  EXPECT_GE(asked, 2);
}

TEST(Listener, OnceClosedTheLoopHasNothingToDo) {
  asio::io_context loop;
  std::optional<Listener<tcp>> listener(std::in_place, loop.get_executor());
  ASSERT_FALSE(listener->bind(kAnyPort));
  ASSERT_FALSE(listener->listen([](const tcp::socket&) {}, [] { return false; }));
  loop.run_for(1ms);
  listener.reset();
  loop.run_for(10s);
  EXPECT_TRUE(loop.stopped());
}

}  // namespace
}  // namespace fwop::api
