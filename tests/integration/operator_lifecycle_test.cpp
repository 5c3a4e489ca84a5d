#include "operator_lifecycle.hpp"

#include <csignal>

namespace fwop::e2e {
namespace {

using nlohmann::json;

TEST_F(OperatorLifecycle, AChangedFieldIsPatchedOnceAndVerified) {
  start_standin();
  declare_with("prod", "  displayName: before\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  declare_with("prod", "  displayName: after\n");
  ASSERT_TRUE(eventually([&] { return daemon.cluster("prod").value("generation", 0) == 2; }));
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1) && requests("update") == 1; }));
  stop(daemon);
  EXPECT_EQ(requests("update"), 1U);
}

TEST_F(OperatorLifecycle, WhatSomebodyChangedIsHealed) {
  start_standin();
  declare_with("prod", "  displayName: ours\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const std::string path =
      "/_standin/clusters/" + daemon.cluster("prod").at("account").get<std::string>() + "/prod";
  ASSERT_EQ(request(standin_->port(), "PATCH", path, R"({"displayName": "theirs"})").status, 200);
  EXPECT_TRUE(eventually([&] { return requests("update") >= 1 && daemon.all_are("Ready", 1); }))
      << daemon.clusters().dump(2);
}

TEST_F(OperatorLifecycle, ARemovedManifestIsFollowedAsItsOwnPolicySays) {
  start_standin();
  declare_with("keep", "");
  declare_with("drop", "  policy: {deletion: Delete}\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  declare_with("other", "");
  remove("keep");
  remove("drop");
  EXPECT_TRUE(eventually([&] { return daemon.clusters().size() == 1; })) << daemon.clusters().dump(2);
  ASSERT_EQ(effective_deletes(), 1U);
  EXPECT_TRUE(stats().at("deletes").at(0).at("name").get<std::string>().ends_with("/drop"));
}

TEST_F(OperatorLifecycle, Sigusr1LetsGoWhatIsHeldButForDeletes) {
  start_standin();
  for (const char* name : {"a", "b"}) declare_with(name, "  policy: {deletion: Delete}\n");
  declare_with("stays", "");
  auto daemon = start_lasting({"--max-updates=0"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); }));
  declare_with("stays", "  displayName: Renamed\n");
  for (const char* name : {"a", "b"}) remove(name);
  // The one delete that may go waits for its intent to be on disk.
  ASSERT_TRUE(eventually([&] {
    return daemon.metric("fireworks_held_changes{change=\"update\",by=\"brake\"}") == 1 &&
           daemon.metric("fireworks_held_changes{change=\"delete\",by=\"brake\"}") == 1 &&
           effective_deletes() == 1;
  })) << daemon.get("/metrics").body;
  daemon.process().signal(SIGUSR1);
  EXPECT_TRUE(eventually(
      [&] { return requests("update") == 1 && daemon.cluster("stays").at("verdict") == "Ready"; }));
  EXPECT_EQ(daemon.metric("fireworks_braked_clusters"), 1);
  EXPECT_EQ(effective_deletes(), 1U);
}

TEST_F(OperatorLifecycle, ARestartListsAndFollowsWhatChangedMeanwhile) {
  start_standin();
  declare_with("stays", "");
  declare_with("goes", "  policy: {deletion: Delete}\n");
  auto first = start_lasting();
  ASSERT_TRUE(eventually([&] { return first.all_are("Ready", 2); }));
  stop(first);
  remove("goes");
  const auto gets = requests("get");
  auto second = start_lasting();
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 1 && second.all_are("Ready", 1); }));
  EXPECT_EQ(requests("create"), 2U);
  EXPECT_LE(requests("get"), gets + 4) << "only the cluster that goes is read by itself";
}

TEST_F(OperatorLifecycle, ASecondDaemonOnTheSameJournalIsRefused) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  auto second = start_run();
  EXPECT_EQ(second.wait(), 2);
  EXPECT_NE(second.err().find("--state-dir"), std::string::npos) << second.err();
}

TEST_F(OperatorLifecycle, ADamagedJournalIsSetAsideAndSaid) {
  start_standin();
  declare_with("prod", "");
  auto first = start_lasting();
  ASSERT_TRUE(eventually([&] { return first.all_are("Ready", 1); }));
  stop(first);
  write_text(state_ / "journal.db", "this is no database");
  auto second = start_lasting();
  EXPECT_TRUE(eventually([&] { return second.all_are("Ready", 1); })) << second.clusters().dump(2);
  EXPECT_EQ(second.metric("fireworks_journals_set_aside"), 1);
  EXPECT_EQ(second.metric(R"(fireworks_operator_condition{type="JournalHealthy",status="False"})"), 1);
  // It is said for as long as the old journal lies there, and no longer.
  stop(second);
  auto third = start_lasting();
  ASSERT_TRUE(eventually([&] { return third.all_are("Ready", 1); }));
  EXPECT_EQ(third.metric("fireworks_journals_set_aside"), 1);
  auto get = start({"get", "--status-address=" + third.address()});
  EXPECT_EQ(get.wait(), 0);
  EXPECT_NE(get.err().find("JournalSetAside"), std::string::npos) << get.err();
  for (const auto& file : std::filesystem::directory_iterator(state_)) {
    if (file.path().filename().string().starts_with("journal.corrupt-")) std::filesystem::remove(file);
  }
  EXPECT_TRUE(eventually([&] { return third.metric("fireworks_journals_set_aside") == 0; }));
  EXPECT_EQ(third.metric(R"(fireworks_operator_condition{type="JournalHealthy",status="True"})"), 1);
  EXPECT_EQ(requests("create"), 1U) << "the adoption policy settles whose it is";
}

TEST_F(OperatorLifecycle, AnAccountWhoseKeyIsRefusedDoesNotSlowAnother) {
  start_standin();
  declare_with("good", "  accountId: sound\n");
  declare_with("bad", "  accountId: broken\n");
  const auto private_file = [&](const std::string& name, const std::string& key) {
    const auto path = temp_.path() / name;
    write_text(path, key + "\n");
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path.string();
  };
  const std::string sound = "sound=" + private_file("sound-key", kKey);
  const std::string broken = "broken=" + private_file("broken-key", "stale");
  auto daemon = start_lasting({"--api-key-file=" + sound, "--api-key-file=" + broken});
  EXPECT_TRUE(eventually([&] { return daemon.cluster("good").value("verdict", "") == "Ready"; }))
      << daemon.clusters().dump(2);
  EXPECT_EQ(daemon.cluster("bad").value("reason", ""), "Unauthenticated");
}

}  // namespace
}  // namespace fwop::e2e
