#include <gmock/gmock.h>

#include "operator_fixture.hpp"

// The API refuses everything while clusters are READY: what is shown is old then, and says so.

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kClusters = 37;
constexpr const char* kRefused = "the API refuses the key: HTTP 401 UNAUTHENTICATED: no such key";
constexpr const char* kLastRead = "its clusters are shown as they were last read at 20";

class OperatorRefused : public OperatorTest {
 protected:
  void SetUp() override {
    start_standin();
    for (std::size_t i = 0; i < kClusters; ++i) declare("c-" + std::to_string(i));
  }

  Daemon ready_daemon(std::vector<std::string> more) {
    more.insert(more.end(), {"--api-budget=0", "--sweep-interval=1s", "--first-poll=50ms"});
    auto daemon = start_daemon(std::move(more));
    EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", kClusters); }));
    return daemon;
  }
  void refuse_everything() {
    const std::string script = R"({"rules": [{"status": 401, "message": "no such key"}]})";
    ASSERT_EQ(request(standin_->port(), "PUT", "/_standin/faults", script).status, 200);
  }
  /// What a command prints on both streams.
  std::string printed(const Daemon& daemon, const std::string& command) {
    auto process = start({command, "--status-address=" + daemon.address()});
    EXPECT_TRUE(process.wait());
    return process.out() + process.err();
  }
  static bool is_refused(const Daemon& daemon) {
    const HttpAnswer ready = daemon.get("/readyz");
    return ready.status == 503 && ready.body.find(kRefused) != std::string::npos;
  }
  void expect_no_change(std::uint64_t creates) {
    EXPECT_EQ(requests("create"), creates);
    EXPECT_EQ(requests("update"), 0U);
    EXPECT_EQ(requests("delete"), 0U);
  }
};

TEST_F(OperatorRefused, ItIsSaidWhileTheLastReadIsRecent) {
  auto daemon = ready_daemon({"--staleness-limit=1h"});
  refuse_everything();
  ASSERT_TRUE(eventually([&] { return is_refused(daemon); })) << daemon.get("/readyz").body;
  EXPECT_THAT(daemon.get("/readyz").body, HasSubstr(kLastRead));

  EXPECT_THAT(printed(daemon, "get"),
              AllOf(HasSubstr(kRefused), HasSubstr(kLastRead), HasSubstr("--api-key-file")));
  EXPECT_THAT(printed(daemon, "status"), AllOf(HasSubstr(kRefused), HasSubstr(kLastRead)));
  const json account = json::parse(daemon.get("/api/v1/accounts").body).at("accounts").at(0);
  EXPECT_EQ(account.at("gateOpen"), false);
  EXPECT_EQ(account.at("gateReason"), "Unauthenticated");
  EXPECT_THAT(account.at("listProblem").get<std::string>(), HasSubstr("no such key"));
  EXPECT_EQ(daemon.metric("fireworks_operator_condition{type=\"ApiAccess\",status=\"False\"}"), 1);
  EXPECT_FALSE(daemon.logged("calls to the API fail: HTTP 401 UNAUTHENTICATED: no such key").empty());

  clear_faults();
  EXPECT_TRUE(eventually([&] { return daemon.get("/readyz").status == 200; })) << daemon.get("/readyz").body;
  EXPECT_FALSE(daemon.logged("calls to the API succeed again").empty());
  EXPECT_THAT(printed(daemon, "get"), Not(HasSubstr("refuses")));
  EXPECT_FALSE(daemon.metric("fireworks_operator_condition{type=\"ApiAccess\",status=\"False\"}"));
  expect_no_change(kClusters);
}

TEST_F(OperatorRefused, WhatWasReadTooLongAgoIsUnknownAndNotGone) {
  auto daemon = ready_daemon({"--staleness-limit=1s"});
  refuse_everything();
  // On a slow machine a cluster is Unknown, its last look being old, before the first refusal is there.
  ASSERT_TRUE(eventually([&] { return daemon.cluster("c-7").value("reason", "") == "Unauthenticated"; }))
      << daemon.cluster("c-7").dump(2);
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Unknown", kClusters); })) << daemon.clusters().dump(2);
  const json cluster = daemon.cluster("c-7");
  EXPECT_EQ(cluster.at("reason"), "Unauthenticated");
  EXPECT_EQ(cluster.at("state"), "READY");
  EXPECT_EQ(cluster.at("exists"), true);
  EXPECT_THAT(cluster.at("message").get<std::string>(),
              AllOf(HasSubstr("no such key"), HasSubstr("; its state was last read at 20")));

  // Even of one whose manifest goes now nothing is inferred.
  std::filesystem::remove(folder_ / "c-7.yaml");
  ASSERT_TRUE(eventually([&] { return daemon.cluster("c-7").value("declared", true) == false; }))
      << daemon.cluster("c-7").dump(2);
  EXPECT_EQ(daemon.clusters().size(), kClusters);
  declare("c-7");

  clear_faults();
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", kClusters); })) << daemon.clusters().dump(2);
  expect_no_change(kClusters);
}

}  // namespace
}  // namespace fwop::e2e
