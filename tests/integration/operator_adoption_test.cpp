#include <gmock/gmock.h>

#include "operator_control.hpp"

namespace fwop::e2e {
namespace {

using testing::HasSubstr;

/// abandon and import, over the socket of a running daemon.
class OperatorAdoption : public OperatorControl {
 protected:
  static std::string reason(const Daemon& daemon, const std::string& name) {
    return daemon.cluster(name).value("reason", "");
  }
  static bool owned(const Daemon& daemon, const std::string& name) {
    return daemon.cluster(name).value("owned", false);
  }
};

TEST_F(OperatorAdoption, AbandonsWhatTheBrakeHoldsForGood) {
  start_standin();
  for (const char* name : {"a", "b"}) declare_with(name, "  policy: {deletion: Delete}\n");
  declare_with("stays", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); }));
  for (const char* name : {"a", "b"}) remove(name);
  ASSERT_TRUE(eventually([&] { return daemon.metric("fireworks_braked_clusters") == 1; }));
  std::string held;
  for (const auto& cluster : daemon.clusters()) {
    if (cluster.at("reason") == "BrakeEngaged") held = cluster.at("name");
  }
  ASSERT_EQ(command({"abandon", held}), 0) << said_;
  EXPECT_EQ(said_, held + " is not managed any more; the cluster stays as it is, and still costs\n");
  EXPECT_TRUE(daemon.cluster(held).empty());
  EXPECT_EQ(command({"abandon", held}), 1);
  EXPECT_THAT(said_, HasSubstr("there is no cluster " + held));
  EXPECT_EQ(command({"brake", "release", "--all"}), 0);
  daemon.process().signal(SIGKILL);
  daemon.process().wait();

  auto again = start_lasting();
  ASSERT_TRUE(eventually([&] { return again.cluster("stays").value("verdict", "") == "Ready"; }));
  const auto lists = requests("list");
  ASSERT_TRUE(eventually([&] { return requests("list") >= lists + 3; }));
  EXPECT_TRUE(again.cluster(held).empty());
  EXPECT_EQ(effective_deletes(), 1U);
}

TEST_F(OperatorAdoption, AbandonsADeclaredClusterOnlyUnderAdoptionNever) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  EXPECT_EQ(command({"abandon", "prod"}), 1);
  EXPECT_THAT(said_, HasSubstr("would be adopted again"));
  EXPECT_TRUE(owned(daemon, "prod"));
  declare_with("prod", "  policy: {adoption: Never}\n");
  ASSERT_TRUE(eventually([&] { return command({"abandon", "prod"}) == 0; })) << said_;
  EXPECT_FALSE(owned(daemon, "prod"));
  stop(daemon);
  auto again = start_lasting();
  ASSERT_TRUE(eventually([&] { return reason(again, "prod") == "ExistsUnmanaged"; }));
  EXPECT_FALSE(owned(again, "prod"));
  // And back: by the command that says so.
  EXPECT_EQ(command({"import", "prod"}), 0) << said_;
  EXPECT_EQ(said_, "prod is adopted, as declared\n");
  EXPECT_TRUE(eventually([&] { return again.all_are("Ready", 1); }));
}

TEST_F(OperatorAdoption, ImportShowsTheDifferencesAdoptsAndHeals) {
  start_standin();
  declare_with("prod", "  displayName: by hand\n");
  {
    auto first = start_lasting();
    ASSERT_TRUE(eventually([&] { return first.all_are("Ready", 1); }));
    stop(first);
  }
  // Without its journal the cluster is a stranger's, and it differs.
  std::filesystem::remove_all(state_);
  declare_with("prod", "  displayName: as declared\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return reason(daemon, "prod") == "ExistsDifferent"; }));
  EXPECT_EQ(command({"import", "prod", "--dry-run"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("prod would be adopted, and then changed:\n"
                               "  displayName: \"by hand\" becomes \"as declared\"\n"));
  EXPECT_FALSE(owned(daemon, "prod"));
  EXPECT_EQ(command({"import", "prod"}), 0) << said_;
  EXPECT_THAT(said_, HasSubstr("prod is adopted, and is now changed:"));
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1) && requests("update") == 1; }));
  EXPECT_EQ(command({"import", "prod"}), 1);
  EXPECT_EQ(said_, "fireworks-operator: prod is managed already\n");
  EXPECT_EQ(command({"import", "stranger"}), 1);
  EXPECT_THAT(said_, HasSubstr("`fireworks-operator export stranger`"));
}

}  // namespace
}  // namespace fwop::e2e
