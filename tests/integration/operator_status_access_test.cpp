#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// Who may read the status of the real program.
class OperatorStatusAccess : public OperatorTest {
 protected:
  void SetUp() override {
    start_standin();
    declare("prod");
  }

  /// The whole answer to a GET with that Host and those other headers.
  static std::string get(const Daemon& daemon, const std::string& target, const std::string& host,
                         const std::string& headers = "") {
    namespace asio = boost::asio;
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    socket.connect({asio::ip::address_v4::loopback(), daemon.port()});
    asio::write(socket, asio::buffer("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers +
                                     "Connection: close\r\n\r\n"));
    std::string answer;
    boost::system::error_code closed;
    asio::read(socket, asio::dynamic_buffer(answer), closed);
    return answer;
  }

  /// What `get` writes, on both streams, after its exit code.
  std::string clusters(const Daemon& daemon, std::vector<std::string> more,
                       std::map<std::string, std::string> environment = {}) {
    more.insert(more.begin(), {"get", "--status-address=" + daemon.address()});
    auto process = start(std::move(more), std::move(environment));
    const auto code = process.wait();
    return std::to_string(code.value_or(-1)) + ": " + process.out() + process.err();
  }

  std::string token_file(const std::string& token) {
    const auto path = temp_.path() / "token";
    write_text(path, token + "\n");
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    return path.string();
  }
};

TEST_F(OperatorStatusAccess, ANameOfSomebodyElseIsRefused) {
  auto daemon = start_daemon({"--status-host=operator.example.com", "--status-host=second.example"});
  for (const char* host : {"localhost:1", "127.0.0.1", "operator.example.com", "second.example:8080"})
    EXPECT_THAT(get(daemon, "/api/v1/clusters", host), StartsWith("HTTP/1.1 200")) << host;
  for (const char* target : {"/", "/api/v1/clusters", "/api/v1/clusters/prod/history", "/api/v1/operator"})
    EXPECT_THAT(get(daemon, target, "evil.example"),
                AllOf(StartsWith("HTTP/1.1 421"), HasSubstr("--status-host")))
        << target;
  for (const char* target : {"/metrics", "/healthz"})
    EXPECT_THAT(get(daemon, target, "evil.example"), StartsWith("HTTP/1.1 200")) << target;
}

TEST_F(OperatorStatusAccess, BeyondLoopbackItNeedsATokenOrAWordToOpen) {
  auto refused = start_run({"--status-address=0.0.0.0:0"});
  EXPECT_EQ(refused.wait(), 2);
  EXPECT_THAT(refused.err(), AllOf(HasSubstr("--status-token-file"), HasSubstr("--status-open")));

  auto metrics = start_daemon({"--status-address=0.0.0.0:0", "--status-open=metrics"});
  EXPECT_EQ(metrics.get("/metrics").status, 200);
  EXPECT_EQ(metrics.get("/api/v1/clusters").status, 403);
  EXPECT_THAT(clusters(metrics, {}),
              AllOf(StartsWith("2: "), HasSubstr("only /metrics, /healthz and /readyz")));
  metrics.process().signal(SIGTERM);
  EXPECT_TRUE(metrics.process().wait());

  auto all = start_daemon({"--status-address=0.0.0.0:0", "--status-open=all"});
  EXPECT_EQ(all.get("/api/v1/clusters").status, 200);
}

TEST_F(OperatorStatusAccess, CommandsSendTheTokenAndTheDaemonTakesANewOne) {
  const std::string file = token_file("first-token");
  auto daemon = start_daemon({"--status-address=0.0.0.0:0", "--status-token-file=" + file});
  ASSERT_TRUE(eventually(
      [&] { return clusters(daemon, {"--status-token-file=" + file}).find("Ready") != std::string::npos; }));
  EXPECT_THAT(clusters(daemon, {}), AllOf(StartsWith("2: "), HasSubstr("--status-token-file")));
  EXPECT_THAT(clusters(daemon, {}, {{"FIREWORKS_STATUS_TOKEN", "first-token"}}), StartsWith("0: "));
  EXPECT_THAT(clusters(daemon, {}, {{"FIREWORKS_STATUS_TOKEN", "second-token"}}),
              AllOf(StartsWith("2: "), HasSubstr("not the token")));
  EXPECT_THAT(get(daemon, "/metrics", "localhost"),
              AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("WWW-Authenticate: Bearer")));
  for (const char* command : {"why", "describe"}) {
    auto process =
        start({command, "prod", "--status-address=" + daemon.address(), "--status-token-file=" + file});
    EXPECT_EQ(process.wait(), 0) << command << process.err();
  }
  auto status = start({"status", "--status-address=" + daemon.address(), "--status-token-file=" + file});
  EXPECT_EQ(status.wait(), 0) << status.err();

  token_file("second-token");
  EXPECT_THAT(clusters(daemon, {}, {{"FIREWORKS_STATUS_TOKEN", "first-token"}}), StartsWith("2: "));
  EXPECT_THAT(clusters(daemon, {}, {{"FIREWORKS_STATUS_TOKEN", "second-token"}}), StartsWith("0: "));
}

TEST_F(OperatorStatusAccess, ATokenFileThatAnybodyMayWriteIsRefused) {
  const std::string file = token_file("a-token");
  std::filesystem::permissions(file, std::filesystem::perms(0602));
  auto refused = start_run({"--status-token-file=" + file});
  EXPECT_EQ(refused.wait(), 2);
  EXPECT_THAT(refused.err(), AllOf(HasSubstr("the token file " + file), HasSubstr("chmod o-w")));
}

}  // namespace
}  // namespace fwop::e2e
