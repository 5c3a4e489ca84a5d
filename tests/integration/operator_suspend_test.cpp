#include <pwd.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "operator_control.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// suspend and resume, over the socket of a running daemon.
class OperatorSuspend : public OperatorControl {
 protected:
  static json verdict(const Daemon& daemon, const std::string& name) {
    return daemon.cluster(name).value("verdict", "");
  }
  static std::string this_user() {
    const passwd* entry = ::getpwuid(::geteuid());
    return entry != nullptr ? entry->pw_name : "uid " + std::to_string(::geteuid());
  }
  /// Waits for so many more whole sweeps.
  bool swept(std::uint64_t times) {
    const std::uint64_t before = requests("list");
    return eventually([&] { return requests("list") >= before + times; });
  }
};

TEST_F(OperatorSuspend, IsShownEverywhereAndEndsWithResume) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  ASSERT_EQ(command({"suspend", "prod", "--reason", "maintenance", "--for", "1h"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("prod is suspended by " + this_user() + ": maintenance (until "));
  const json cluster = daemon.cluster("prod");
  EXPECT_EQ(cluster.at("verdict"), "Suspended");
  EXPECT_EQ(cluster.at("reason"), "Suspended");
  EXPECT_THAT(cluster.at("message"), HasSubstr("by command by " + this_user() + ": maintenance (until "));
  ASSERT_EQ(cluster.at("suspensions").size(), 1U);
  EXPECT_EQ(cluster.at("suspensions")[0].at("by"), "command");
  EXPECT_EQ(cluster.at("suspensions")[0].at("owner"), this_user());
  EXPECT_EQ(cluster.at("conditions")[0].at("reason"), "Suspended");
  EXPECT_EQ(daemon.metric("fireworks_clusters{verdict=\"Suspended\"}"), 1);
  auto get = start({"get", "prod", "--status-address=" + daemon.address()});
  EXPECT_EQ(get.wait(), 0);
  EXPECT_THAT(get.out(), HasSubstr("Suspended"));
  EXPECT_THAT(get.out(), HasSubstr("maintenance"));

  declare_with("prod", "  displayName: changed\n");
  ASSERT_TRUE(swept(3));
  EXPECT_EQ(requests("update"), 0U);
  EXPECT_EQ(command({"resume", "prod"}), 0) << said_;
  EXPECT_EQ(said_, "prod is managed again\n");
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1) && requests("update") == 1; }));
  EXPECT_EQ(command({"resume", "prod"}), 1);
  EXPECT_THAT(said_, HasSubstr("prod is not suspended by command"));
}

TEST_F(OperatorSuspend, OutlivesADaemonThatIsKilledAtOnce) {
  start_standin();
  declare_with("prod", "  policy: {deletion: Delete}\n");
  {
    auto daemon = start_lasting();
    ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
    ASSERT_EQ(command({"suspend", "prod", "--owner", "alice"}), 0) << said_;
    // The answer was the promise: nothing is written later.
    daemon.process().signal(SIGKILL);
    daemon.process().wait();
  }
  declare("other");
  remove("prod");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return verdict(daemon, "prod") == "Suspended"; }))
      << daemon.clusters().dump(2);
  ASSERT_TRUE(swept(4));
  EXPECT_EQ(verdict(daemon, "prod"), "Suspended");
  EXPECT_EQ(requests("delete"), 0U);
  EXPECT_EQ(command({"resume", "prod"}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 1; }));
}

TEST_F(OperatorSuspend, OfADeclaredClusterThatDoesNotExistYetOutlivesARestart) {
  // The account is closed to us, so that nothing is created before the command comes.
  start_standin(R"({"rules": [{"match": {"verb": "list"}, "status": 503}]})");
  declare_with("prod", "");
  {
    auto daemon = start_lasting();
    ASSERT_TRUE(eventually([&] { return daemon.clusters().size() == 1; }));
    ASSERT_EQ(command({"suspend", "prod"}), 0) << said_;
    daemon.process().signal(SIGKILL);
    daemon.process().wait();
  }
  clear_faults();
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return verdict(daemon, "prod") == "Suspended"; }))
      << daemon.clusters().dump(2);
  ASSERT_TRUE(swept(2));
  EXPECT_EQ(effective_creates(), 0U);
  EXPECT_EQ(command({"resume", "prod"}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
}

TEST_F(OperatorSuspend, EndsByItself) {
  start_standin(R"({"rules": [{"match": {"verb": "list"}, "status": 503}]})");
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.clusters().size() == 1; }));
  ASSERT_EQ(command({"suspend", "prod", "--for", "3s"}), 0) << said_;
  clear_faults();
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
  EXPECT_FALSE(daemon.cluster("prod").contains("suspensions"));
  EXPECT_THAT(daemon.process().err(), HasSubstr("the suspension by " + this_user() + " (until "));
}

TEST_F(OperatorSuspend, WhileManifestsAreUnreadNoneIsSaidNotToBeThere) {
  start_standin();
  sources_ = {"--git=file://" + (temp_.path() / "nowhere").string()};
  auto daemon = start_lasting();
  EXPECT_EQ(command({"suspend", "prod"}), 1);
  EXPECT_THAT(said_, HasSubstr("not all manifests have been read"));
}

TEST_F(OperatorSuspend, SaysWhatIsWrongWithTheArguments) {
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& hint) {
    EXPECT_EQ(command(arguments), 2) << said_;
    EXPECT_THAT(said_, HasSubstr(hint));
  };
  refused({"suspend"}, "NAME is required");
  refused({"suspend", ""}, "the NAME of the cluster is empty");
  refused({"suspend", "prod", "--until", "tomorrow"}, "--until must be a time such as 2026-12-24T18:00:00Z");
  refused({"suspend", "prod", "--until", "2020-01-01T00:00:00Z"}, "is over already");
  refused({"suspend", "prod", "--for", "long"}, "--for");
  refused({"suspend", "prod", "--for", "1h", "--until", "2099-01-01T00:00:00Z"}, "excludes");
  refused({"suspend", "prod"}, "no daemon answers at");
  start_standin();
  declare_with("prod", "");
  auto daemon = start_daemon();
  refused({"suspend", "prod", "--reason", "two\nlines"}, "the reason has a line break");
  refused({"suspend", "prod", "--reason", std::string(501, 'x')}, "the reason is longer than 500 bytes");
  refused({"suspend", "prod", "--reason", std::string(20'000, 'x')}, "body is too long");
  EXPECT_EQ(command({"suspend", "nobody"}), 1);
  EXPECT_THAT(said_, HasSubstr("there is no cluster nobody"));
}

}  // namespace
}  // namespace fwop::e2e
