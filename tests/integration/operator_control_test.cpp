#include "operator_control.hpp"

#include <pwd.h>
#include <unistd.h>

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
  EXPECT_EQ(command({"brake"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("acme/" + held + "   delete  brake"));
  EXPECT_THAT(said_, HasSubstr("delete held by the brake (1 of 1 this hour; room again at "));
  EXPECT_EQ(command({"brake", "list", "-o", "json"}), 0) << said_;
  EXPECT_EQ(nlohmann::json::parse(said_).size(), 2U);
  EXPECT_EQ(command({"brake", "release", held, "--dry-run"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("would be let go: delete of acme/" + held));
  EXPECT_EQ(daemon.metric("fireworks_braked_clusters"), 2);
  EXPECT_EQ(command({"brake", "release", held}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("let go, once: delete of acme/" + held));
  const std::string me = ::getpwuid(::geteuid())->pw_name;
  EXPECT_TRUE(eventually([&] {
    return daemon.get("/api/v1/clusters/acme/" + held + "/history").body.find("released by " + me) !=
           std::string::npos;
  }));
  EXPECT_THAT(daemon.process().err(),
              HasSubstr("released: delete, which was held: delete held by the brake"));
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 2; }));
  EXPECT_TRUE(eventually([&] { return daemon.metric("fireworks_braked_clusters") == 1; }));
  EXPECT_EQ(command({"brake", "release", "stays"}), 1);
  EXPECT_THAT(said_, HasSubstr("nothing is held of stays"));
  for (const std::vector<std::string>& for_nobody :
       {std::vector<std::string>{"brake", "release"}, {"brake", "release", ""}}) {
    EXPECT_EQ(command(for_nobody), 2);
    EXPECT_THAT(said_, HasSubstr("--all"));
  }
  EXPECT_EQ(effective_deletes(), 2U);
  // Deletes go by name, or by both words.
  EXPECT_EQ(command({"brake", "release", "--all"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("still held: delete of acme/"));
  EXPECT_EQ(daemon.metric("fireworks_braked_clusters"), 1);
  EXPECT_EQ(command({"brake", "release", "--all", "--include-deletes"}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 3; }));
}

TEST_F(OperatorControl, ARemovedManifestIsToldEverywhereAndItsDeleteCanBeStoppedOrHurried) {
  start_standin();
  for (const char* name : {"a", "b", "c"}) declare_with(name, "  policy: {deletion: Delete}\n");
  auto daemon = start_daemon(
      {"--sweep-interval=300ms", "--deletion-grace=1h", "--api-budget=0", "--max-delete-percent=100"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); }));
  EXPECT_EQ(daemon.metric("fireworks_pending_deletions"), 0);
  for (const char* name : {"a", "b"}) remove(name);
  ASSERT_TRUE(eventually([&] { return daemon.metric("fireworks_pending_deletions") == 2; }));
  const auto cluster = daemon.cluster("a");
  const std::string place = (folder_ / "a.yaml").string() + ":1";
  EXPECT_THAT(cluster.at("message").get<std::string>(),
              testing::AllOf(HasSubstr("will be deleted at "), HasSubstr("(its manifest was removed at "),
                             HasSubstr(place)));
  EXPECT_THAT(cluster.at("nextStep").get<std::string>(),
              HasSubstr("`suspend a` or `abandon a`; `brake release a` does it now"));
  EXPECT_THAT(daemon.get("/metrics").body, HasSubstr("fireworks_cluster_deletion_due_timestamp_seconds{"));
  for (const char* told : {"why", "describe", "get"}) {
    auto process = start({told, "a", "--status-address=" + daemon.address()});
    EXPECT_EQ(process.wait(), 0) << process.err();
    EXPECT_THAT(process.out(), HasSubstr("will be deleted at ")) << told;
  }
  EXPECT_TRUE(eventually(
      [&] { return daemon.get("/api/v1/clusters/acme/a/history").body.find(place) != std::string::npos; }));
  EXPECT_EQ(command({"brake"}), 0);
  EXPECT_THAT(said_, HasSubstr("acme/a   delete  grace"));

  // Stopped by the manifest, hurried by a person.
  declare_with("b", "  policy: {deletion: Delete}\n");
  EXPECT_TRUE(eventually([&] { return daemon.metric("fireworks_pending_deletions") == 1; }));
  EXPECT_EQ(command({"brake", "release", "a"}), 0) << said_;
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); })) << daemon.clusters().dump(2);
  EXPECT_EQ(effective_deletes(), 1U);
}

TEST_F(OperatorControl, ARehearsalTakesCommandsAndSaysWhereItsSocketIs) {
  declare("prod");
  auto rehearsal = start({"run", folder_.string(), "--standin", "--account-id=acme",
                          "--status-address=127.0.0.1:0", "--log-format=json", "--table=never"});
  ASSERT_TRUE(eventually([&] { return rehearsal.err().find("\"status\":\"http://") != std::string::npos; }))
      << rehearsal.err();
  const std::string log = rehearsal.err();
  const auto url = log.find("http://127.0.0.1:", log.find("\"status\":"));
  const std::string address = log.substr(url, log.find('"', url) - url);
  const std::map<std::string, std::string> environment = {{"FIREWORKS_OPERATOR_STATUS_ADDRESS", address}};
  auto lost = start({"suspend", "prod"}, environment);
  EXPECT_EQ(lost.wait(), 2);
  const std::string said = lost.err();
  const auto found = said.find("give --state-dir ");
  ASSERT_NE(found, std::string::npos) << said;
  std::string folder = said.substr(found + std::string("give --state-dir ").size());
  folder.erase(folder.find('\n'));
  ASSERT_TRUE(eventually([&] {
    auto suspend = start({"suspend", "prod", "--state-dir=" + folder});
    return suspend.wait() == 0;
  }));
  rehearsal.signal(SIGTERM);
  EXPECT_EQ(rehearsal.wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(OperatorControl, WhoMayNotOpenTheSocketIsToldWhoseItIs) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root becomes somebody else";
  start_standin();
  declare_with("prod", "");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  std::filesystem::permissions(temp_.path(), std::filesystem::perms::all);
  std::filesystem::permissions(state_, std::filesystem::perms::all);
  ProcessOptions options;
  options.program = "/usr/bin/setpriv";
  options.arguments = {"--reuid=65534", "--clear-groups", FWOP_BINARY,
                       "suspend",       "prod",           "--state-dir=" + state_.string()};
  options.output_prefix = temp_.path() / "nobody";
  Process nobody(std::move(options));
  EXPECT_EQ(nobody.wait(), 2);
  EXPECT_THAT(nobody.err(), testing::AllOf(HasSubstr("control.sock is root's, and you are nobody"),
                                           HasSubstr("ask as root")));
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
