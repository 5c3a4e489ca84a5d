#include <atomic>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "status_server_fixture.hpp"

// Who connects and does nothing, or reads nothing, keeps nobody else out and costs no memory without end.

namespace fwop::controller {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kClusters = 8;
constexpr std::size_t kMessage = std::size_t{1} << 20U;  // Larger than all that a socket buffers together.

/// A server whose list of clusters is larger than what the kernel buffers for a peer.
class StatusLimits : public StatusServerTest {
 protected:
  StatusSource source() override {
    SampleFleet fleet = a_fleet();
    fleet.clusters.clear();
    for (std::size_t i = 0; i < kClusters; ++i) {
      fleet.clusters.push_back(a_cluster("c" + std::to_string(i)));
      fleet.clusters.back().message.assign(kMessage, 'x');
    }
    StatusSource all = a_source(fleet);
    all.version = [this] { return version_ += step_; };
    all.clusters_after = [this, slices = all.clusters_after](const auto& after, std::size_t most) {
      if (!after) ++lists_made_;
      return slices(after, most);
    };
    all.webhook = [](WebhookRequest request) -> asio::awaitable<bool> {
      co_return request.body == "genuine";
    };
    return all;
  }

  /// Asks for `target` and reads no more than that an answer comes. The connection is busy with it then.
  tcp::socket slow_reader(const std::string& target) {
    tcp::socket socket(clients_);
    socket.open(tcp::v4());
    socket.set_option(tcp::socket::receive_buffer_size(4096));
    socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    asio::write(socket, asio::buffer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    std::string status(12, '\0');
    asio::read(socket, asio::buffer(status));
    EXPECT_EQ(status, "HTTP/1.1 200");
    return socket;
  }
  static bool closed_by_the_server(tcp::socket& socket) {
    char byte = 0;
    boost::system::error_code error;
    socket.read_some(asio::buffer(&byte, 1), error);
    return error.failed();
  }

  /// Without waiting: the server's own time limit would close it too, later.
  static bool already_closed(tcp::socket& socket) {
    char byte = 0;
    boost::system::error_code error;
    socket.non_blocking(true);
    socket.read_some(asio::buffer(&byte, 1), error);
    return error.failed() && error != asio::error::would_block;
  }

  std::atomic<int> lists_made_ = 0;
  std::atomic<std::uint64_t> step_ = 0;  ///< How much is published between two looks at the version.

 private:
  std::uint64_t version_ = 1;
};

TEST_F(StatusLimits, TheLongestIdleConnectionMakesRoomForANewOne) {
  std::vector<tcp::socket> idle;
  for (std::size_t i = 0; i < kMaxStatusConnections; ++i) {
    idle.push_back(connect());
    ASSERT_EQ(exchange(idle.back(), http::verb::get, "/healthz").result_int(), 200U);
  }
  tcp::socket late = connect();
  EXPECT_EQ(exchange(late, http::verb::get, "/healthz").result_int(), 200U);
  EXPECT_TRUE(already_closed(idle.front()));
  EXPECT_EQ(exchange(idle.back(), http::verb::get, "/healthz").result_int(), 200U);
}

TEST_F(StatusLimits, SilentConnectionsMakeRoomToo) {
  std::vector<tcp::socket> silent;
  for (std::size_t i = 0; i < 2 * kMaxStatusConnections; ++i) silent.push_back(connect());
  tcp::socket late = connect();
  EXPECT_EQ(exchange(late, http::verb::get, "/healthz").result_int(), 200U);
}

TEST_F(StatusLimits, ReadersWhoDoNotReadShareOneBodyAndKeepNoProbeOut) {
  std::vector<tcp::socket> readers;
  for (std::size_t i = 0; i < kMaxStatusConnections; ++i)
    readers.push_back(
        slow_reader(i % 2 == 0 ? "/api/v1/clusters" : "/api/v1/clusters?reader=" + std::to_string(i)));
  EXPECT_EQ(lists_made_, 1);
  std::vector<tcp::socket> probes;
  for (std::size_t i = 0; i < kLoopbackReserve; ++i) {
    probes.push_back(connect());
    EXPECT_EQ(exchange(probes.back(), http::verb::get, "/healthz").result_int(), 200U) << i;
  }
  // The next one takes the place of an idle probe, not of a reader.
  tcp::socket late = connect();
  EXPECT_EQ(exchange(late, http::verb::get, "/healthz").result_int(), 200U);
  EXPECT_TRUE(already_closed(probes.front()));
}

TEST_F(StatusLimits, WhenAllAreBusyOneMoreIsClosedAtOnce) {
  std::vector<tcp::socket> readers;
  for (std::size_t i = 0; i < kMaxStatusConnections + kLoopbackReserve; ++i)
    readers.push_back(slow_reader("/api/v1/clusters"));
  tcp::socket late = connect();
  EXPECT_TRUE(closed_by_the_server(late));
}

TEST_F(StatusLimits, AnswersUnderWayAreBoundedInBytes) {
  step_ = 1;  // Something is published between any two readers, so that none may share a body.
  std::vector<tcp::socket> readers;
  constexpr std::size_t kFit = Answers::kMostBytes / (kClusters * kMessage) - 1;
  for (std::size_t i = 0; i < kFit; ++i) readers.push_back(slow_reader("/api/v1/clusters"));
  tcp::socket late = connect();
  const Response refused = exchange(late, http::verb::get, "/api/v1/clusters");
  EXPECT_EQ(refused.result_int(), 503U);
  EXPECT_EQ(refused["Retry-After"], "5");
  EXPECT_EQ(exchange(late, http::verb::get, "/healthz").result_int(), 200U);
  EXPECT_EQ(exchange(late, http::verb::get, "/api/v1/accounts").result_int(), 200U);
}

TEST_F(StatusLimits, AHookWithoutASignatureIsRefusedBeforeItsBody) {
  tcp::socket socket = connect();
  const std::string answer =
      raw(socket, "POST /hooks/git HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 7\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 401")) << "the body was never sent";
}

TEST_F(StatusLimits, AHookLargerThanTheBoundIsRefusedBeforeItsBody) {
  tcp::socket socket = connect();
  const std::string answer =
      raw(socket, "POST /hooks/git HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=0\r\nContent-Length: " +
                      std::to_string(kMaxHookBytes + 1) + "\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(answer, HasSubstr("the next poll finds what was pushed"));
}

TEST_F(StatusLimits, AGenuineHookIsAccepted) {
  tcp::socket socket = connect();
  const std::string answer = raw(socket,
                                 "POST /hooks/git HTTP/1.1\r\nHost: x\r\nX-Gitlab-Token: t\r\n"
                                 "Content-Length: 7\r\n\r\ngenuine");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 202"));
}

}  // namespace
}  // namespace fwop::controller
