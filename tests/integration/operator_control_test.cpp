#include "operator_control.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace fwop::e2e {
namespace {

using testing::HasSubstr;

TEST_F(OperatorControl, ReconcileLooksAtOnce) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto looks = requests("list") + requests("get");
  EXPECT_EQ(command({"reconcile", "prod"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("1 cluster looked at now"));
  EXPECT_TRUE(eventually([&] { return requests("list") + requests("get") > looks; }));
  EXPECT_EQ(command({"reconcile", "--all"}), 0) << said_;
}

TEST_F(OperatorControl, ReconcileEndsABackOff) {
  start_standin(R"({"rules": [{"match": {"verb": "create"}, "times": 1, "status": 400, "message": "no"}]})");
  declare_with("prod", "");
  auto daemon = start_daemon();
  // A refusal like this is tried again after an hour.
  ASSERT_TRUE(eventually([&] { return daemon.cluster("prod").value("reason", "") == "RequestRejected"; }))
      << daemon.clusters().dump(2);
  EXPECT_EQ(command({"reconcile", "prod"}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
}

TEST_F(OperatorControl, TheBrakeIsReleasedForOneClusterAlone) {
  start_standin();
  for (const char* name : {"a", "b", "c"}) declare_with(name, "  policy: {deletion: Delete}\n");
  declare_with("stays", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 4); }));
  for (const char* name : {"a", "b", "c"}) remove(name);
  ASSERT_TRUE(eventually([&] { return daemon.metric("fireworks_braked_clusters") == 2; }));
  std::string held;
  for (const auto& cluster : daemon.clusters()) {
    if (cluster.at("reason") == "BrakeEngaged") held = cluster.at("name");
  }
  EXPECT_EQ(command({"brake", "release", held}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 2; }));
  EXPECT_TRUE(eventually([&] { return daemon.metric("fireworks_braked_clusters") == 1; }));
  EXPECT_EQ(command({"brake", "release", "stays"}), 1);
  EXPECT_THAT(said_, HasSubstr("nothing waits"));
  for (const std::vector<std::string>& for_nobody :
       {std::vector<std::string>{"brake", "release"}, {"brake", "release", ""}}) {
    EXPECT_EQ(command(for_nobody), 2);
    EXPECT_THAT(said_, HasSubstr("--all"));
  }
  EXPECT_EQ(effective_deletes(), 2U);
  EXPECT_EQ(command({"brake", "release", "--all"}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 3; }));
}

TEST_F(OperatorControl, AnUnknownClusterIsNamed) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  EXPECT_EQ(command({"reconcile", "other"}), 1);
  EXPECT_THAT(said_, HasSubstr("there is no cluster other"));
  EXPECT_EQ(command({"reconcile"}), 2);
  EXPECT_THAT(said_, HasSubstr("--all"));
}

TEST_F(OperatorControl, WithoutADaemonItSaysWhereItLooked) {
  EXPECT_EQ(command({"reconcile", "--all"}), 2);
  EXPECT_THAT(said_, HasSubstr((state_ / "control.sock").string()));
  EXPECT_THAT(said_, HasSubstr("--state-dir"));
}

TEST_F(OperatorControl, TheSocketIsItsUsersAloneAndGoesWithTheDaemon) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  struct stat info {};
  ASSERT_EQ(::stat((state_ / "control.sock").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  stop(daemon);
  EXPECT_FALSE(std::filesystem::exists(state_ / "control.sock"));
}

TEST_F(OperatorControl, ASocketThatADeadDaemonLeftIsTakenOver) {
  start_standin();
  declare_with("prod", "");
  auto first = start_daemon();
  ASSERT_TRUE(eventually([&] { return first.all_are("Ready", 1); }));
  first.process().signal(SIGKILL);
  first.process().wait();
  ASSERT_TRUE(std::filesystem::exists(state_ / "control.sock"));
  auto second = start_daemon();
  ASSERT_TRUE(eventually([&] { return second.all_are("Ready", 1); }));
  EXPECT_EQ(command({"reconcile", "--all"}), 0) << said_;
}

}  // namespace
}  // namespace fwop::e2e
