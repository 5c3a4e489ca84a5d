// Terms of the daemon, in this process: they end and begin while its servers and sources live on.
#include <csignal>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>

#include "controller/daemon/daemon.hpp"
#include "controller/journal/memory_journal.hpp"
#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

namespace asio = boost::asio;
using ::testing::HasSubstr;

class DaemonTerm : public OperatorTest {
 protected:
  void start_daemon_here() {
    controller::DaemonOptions options;
    options.paths = {folder_};
    options.program = FWOP_BINARY;
    options.source.decode.default_account_id = "acme";
    options.http.endpoint = *api::parse_endpoint(standin_->base_url());
    options.keys.others = std::make_shared<api::FixedKey>(kKey);
    options.status_address = "127.0.0.1:0";
    options.version = "of this test";
    auto made = controller::Daemon::make(std::move(options), std::make_unique<controller::MemoryJournal>());
    ASSERT_TRUE(made) << made.error();
    daemon_ = std::move(*made);
    thread_ = std::thread([this] { daemon_->run(); });
  }
  void TearDown() override {
    if (!thread_.joinable()) return;
    ::kill(::getpid(), SIGTERM);
    thread_.join();
  }

  bool end_term() { return asio::co_spawn(daemon_->loop(), daemon_->end_term(), asio::use_future).get(); }
  bool begin_term() {
    return asio::co_spawn(daemon_->loop(), daemon_->begin_term(), asio::use_future).get().has_value();
  }
  HttpAnswer get(const std::string& path) { return request(port_of(daemon_->status_url()), "GET", path); }
  bool all_are_ready(std::size_t how_many) {
    const HttpAnswer answer = get("/api/v1/clusters");
    if (answer.status != 200) return false;
    const auto clusters = nlohmann::json::parse(answer.body).at("clusters");
    return clusters.size() == how_many &&
           std::all_of(clusters.begin(), clusters.end(),
                       [](const auto& cluster) { return cluster.at("verdict") == "Ready"; });
  }

  std::unique_ptr<controller::Daemon> daemon_;
  std::thread thread_;
};

TEST_F(DaemonTerm, BetweenTermsItStandsByAndTheNextOneGoesOn) {
  start_standin();
  declare("first");
  start_daemon_here();
  ASSERT_TRUE(eventually([&] { return all_are_ready(1); }));

  ASSERT_TRUE(end_term());
  EXPECT_EQ(get("/healthz").status, 200);
  const HttpAnswer ready = get("/readyz");
  EXPECT_EQ(ready.status, 200) << "one that stands by may take over";
  EXPECT_THAT(ready.body, HasSubstr("standby"));
  for (const char* path : {"/api/v1/clusters", "/api/v1/clusters/first", "/api/v1/clusters?watch=true"}) {
    EXPECT_EQ(get(path).status, 503) << path;
    EXPECT_THAT(get(path).body, HasSubstr("stands by")) << "an empty list would be taken for an answer";
  }
  EXPECT_THAT(get("/api/v1/operator").body, HasSubstr("stands by"));
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_EQ(get("/").status, 200);

  // The source lives on, and nothing is done about what it reads.
  const auto lists = requests("list");
  declare("second");
  ASSERT_TRUE(eventually([&] {
    return get("/api/v1/manifests").body.find("\"manifests\":2") != std::string::npos;
  })) << get("/api/v1/manifests").body;
  EXPECT_EQ(requests("list"), lists);
  EXPECT_EQ(effective_creates(), 1U);

  ASSERT_TRUE(begin_term());
  EXPECT_TRUE(eventually([&] { return all_are_ready(2); })) << get("/api/v1/clusters").body;
  EXPECT_EQ(effective_creates(), 2U) << "the first is known to be there, and ours";
  EXPECT_EQ(requests("create"), 2U);
}

TEST_F(DaemonTerm, ACreateThatATermLeftBehindIsNotMadeTwice) {
  start_standin(R"({"rules": [{"match": {"verb": "create"}, "times": 1, "stallAfterEffect": true}]})");
  declare("only");
  start_daemon_here();
  ASSERT_TRUE(eventually([&] { return requests("create") == 1; }));
  ASSERT_TRUE(end_term());
  ASSERT_TRUE(begin_term());
  EXPECT_TRUE(eventually([&] { return all_are_ready(1); })) << get("/api/v1/clusters").body;
  EXPECT_EQ(effective_creates(), 1U);
}

TEST_F(DaemonTerm, WhoWatchesIsToldThatTheTermHasEnded) {
  start_standin();
  declare("first");
  start_daemon_here();
  ASSERT_TRUE(eventually([&] { return all_are_ready(1); }));
  asio::io_context loop;
  asio::ip::tcp::socket watch(loop);
  watch.connect({asio::ip::make_address("127.0.0.1"), port_of(daemon_->status_url())});
  asio::write(
      watch,
      asio::buffer(std::string(
          "GET /api/v1/clusters?watch=true HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
  std::string told;
  asio::read_until(watch, asio::dynamic_buffer(told), "BOOKMARK");
  EXPECT_THAT(told, HasSubstr("ADDED"));
  ASSERT_TRUE(end_term());
  boost::system::error_code end;
  asio::read(watch, asio::dynamic_buffer(told), end);
  EXPECT_EQ(end, asio::error::eof);
  EXPECT_TRUE(told.ends_with("\r\n0\r\n\r\n")) << told;
}

}  // namespace
}  // namespace fwop::e2e
