#include <csignal>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using std::chrono::seconds;

constexpr const char* kSecret = "fw_3ZkQv9wXy7LmN2pR";
// The promise to systemd and to Kubernetes.
constexpr seconds kShutdown{10};

class OperatorSignals : public OperatorTest {};

TEST_F(OperatorSignals, SigtermEndsItWhileACallIsStalled) {
  start_standin(R"({"rules": [{"stall": true}]})");
  declare("prod");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return requests("list") == 1; }));
  daemon.process().signal(SIGTERM);
  EXPECT_EQ(daemon.process().wait(kShutdown), 0);
}

TEST_F(OperatorSignals, SigtermEndsItWhileDnsIsSilent) {
  if (FWOP_SANITIZED != 0) GTEST_SKIP() << "the sanitizers take the place of getaddrinfo themselves";
  declare("prod");
  const auto asked = temp_.path() / "asked";
  auto process = start(
      {"run", folder_.string(), "--account-id=acme", "--api-url=https://api.example.com",
       "--status-address=127.0.0.1:0", "--state-dir=" + (temp_.path() / "state").string(), "--table=never"},
      {{"FIREWORKS_API_KEY", kKey}, {"LD_PRELOAD", FWOP_SILENT_DNS}, {"SILENT_DNS_ASKED", asked.string()}});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(asked); })) << process.err();
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(kShutdown), 0) << process.err();
}

TEST_F(OperatorSignals, SigintEndsAWatchWhileDnsIsSilent) {
  if (FWOP_SANITIZED != 0) GTEST_SKIP() << "the sanitizers take the place of getaddrinfo themselves";
  const auto asked = temp_.path() / "asked";
  auto process = start({"get", "--watch", "--status-address=operator.example.com:8080"},
                       {{"LD_PRELOAD", FWOP_SILENT_DNS}, {"SILENT_DNS_ASKED", asked.string()}});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(asked); })) << process.err();
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(kShutdown), 0) << process.err();
}

TEST_F(OperatorSignals, ACommandThatOnlyLooksForADaemonGivesUpWhileDnsIsSilent) {
  if (FWOP_SANITIZED != 0) GTEST_SKIP() << "the sanitizers take the place of getaddrinfo themselves";
  const auto asked = temp_.path() / "asked";
  auto process = start({"resume", "prod", "--state-dir=" + (temp_.path() / "nobody").string()},
                       {{"LD_PRELOAD", FWOP_SILENT_DNS},
                        {"SILENT_DNS_ASKED", asked.string()},
                        {"FIREWORKS_OPERATOR_STATUS_ADDRESS", "operator.example.com:8080"}});
  EXPECT_EQ(process.wait(), 2) << process.err();
  EXPECT_TRUE(std::filesystem::exists(asked));
}

TEST_F(OperatorSignals, SigintEndsAnIdleOneToo) {
  start_standin();
  declare("prod");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  daemon.process().signal(SIGINT);
  EXPECT_EQ(daemon.process().wait(kShutdown), 0);
  EXPECT_EQ(requests("delete"), 0U);
}

TEST_F(OperatorSignals, SighupReadsTheManifestsAndTheAccountAgain) {
  start_standin();
  declare("prod");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto readings = daemon.logged("manifests read").size();
  const auto looks = requests("list") + requests("get");
  daemon.process().signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return daemon.logged("manifests read").size() > readings; }));
  EXPECT_TRUE(eventually([&] { return requests("list") + requests("get") > looks; }));
  EXPECT_TRUE(daemon.all_are("Ready", 1)) << daemon.clusters().dump(2);
}

TEST_F(OperatorSignals, AKeyFileThatWasMendedIsUsedWithoutARestart) {
  start_standin();
  declare("prod");
  const auto file = temp_.path() / "key";
  write_text(file, "stale-key\n");
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  auto daemon = start_daemon({"--api-key-file=" + file.string()});
  EXPECT_TRUE(eventually([&] { return daemon.cluster("prod").value("reason", "") == "Unauthenticated"; }))
      << daemon.clusters().dump(2);
  replace_text(file, std::string(kKey) + "\n");
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorSignals, TheKeyIsNowhereToBeRead) {
  // A server that says the key back is as bad as it gets.
  start_standin(R"({"rules": [{"status": 401, "message": "Bearer )" + std::string(kSecret) +
                R"( is unknown"}]})");
  declare("prod");
  auto daemon = start_daemon({}, kSecret);
  EXPECT_TRUE(eventually([&] { return daemon.cluster("prod").value("reason", "") == "Unauthenticated"; }));
  for (const char* target :
       {"/", "/metrics", "/readyz", "/api/v1/clusters", "/api/v1/accounts", "/api/v1/manifests"}) {
    EXPECT_EQ(daemon.get(target).body.find(kSecret), std::string::npos) << target;
  }
  auto shown = start({"get", "-o", "json", "--status-address=" + daemon.address()});
  EXPECT_EQ(shown.wait(), 0);
  EXPECT_EQ(shown.out().find(kSecret), std::string::npos);
  daemon.process().signal(SIGTERM);
  EXPECT_EQ(daemon.process().wait(kShutdown), 0);
  EXPECT_FALSE(daemon.process().err().empty());
  EXPECT_EQ(daemon.process().err().find(kSecret), std::string::npos);
  EXPECT_EQ(daemon.process().out().find(kSecret), std::string::npos);
}

}  // namespace
}  // namespace fwop::e2e
