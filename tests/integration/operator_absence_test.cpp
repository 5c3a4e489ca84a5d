#include <gmock/gmock.h>

#include "git_servers.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What is passed over is not removed: the whole program, to the DELETE that must not come. absence_test has
/// all ways to pass something over.
class OperatorAbsence : public OperatorLifecycle {
 protected:
  static constexpr const char* kDelete = "  policy: {deletion: Delete}\n";

  static std::string cluster(const std::string& name) {
    return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + name +
           "}\nspec:\n  fakeCluster: {projectId: p, location: l, clusterName: " + name + "}\n" + kDelete;
  }
  static json manifests(const Daemon& daemon) {
    return json::parse(daemon.get("/api/v1/manifests").body, nullptr, false);
  }
  static bool has_rule(const Daemon& daemon, const std::string& rule) {
    const json body = manifests(daemon);
    // Until the first read the answer has none.
    for (const json& one : body.is_object() ? body.value("diagnostics", json::array()) : json::array()) {
      if (one.at("rule") == rule) return true;
    }
    return false;
  }
  static bool is_ready(const Daemon& daemon, const std::string& name) {
    return daemon.cluster(name).value("verdict", "") == "Ready";
  }
  /// Three sweeps begin, and so two end: enough for a removal that is none to become a DELETE.
  void wait_for_sweeps() {
    const std::uint64_t before = requests("list");
    EXPECT_TRUE(eventually([&] { return requests("list") >= before + 3; }));
  }
};

TEST_F(OperatorAbsence, AFolderThatBecomesALinkToNothingInGit) {
  start_standin();
  GitUpstream upstream(temp_.path() / "upstream");
  upstream.push("a/a.yaml", cluster("a"), "Add a");
  upstream.push("b/b.yaml", cluster("b"), "Add b");
  sources_ = {"--git=" + upstream.url()};
  auto daemon = start_lasting({"--git-interval=100ms"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); })) << daemon.process().err();
  fs::remove_all(upstream.work() / "a");
  fs::create_symlink("../elsewhere/a", upstream.work() / "a");
  upstream.push("b/c.yaml", cluster("c"), "Move a");
  ASSERT_TRUE(eventually([&] { return is_ready(daemon, "c"); })) << daemon.process().err();
  EXPECT_TRUE(has_rule(daemon, "UnreadableFile"));
  wait_for_sweeps();
  EXPECT_EQ(requests("delete"), 0U);

  // One that leads to where the folder went is followed.
  fs::create_directories(upstream.work() / "base");
  fs::remove(upstream.work() / "a");
  fs::create_symlink("base", upstream.work() / "a");
  upstream.push("base/a.yaml", cluster("a"), "Where a is");
  ASSERT_TRUE(eventually([&] { return manifests(daemon).value("brokenFiles", 1) == 0; }));
  EXPECT_EQ(manifests(daemon).at("manifests"), 3);
  wait_for_sweeps();
  EXPECT_EQ(requests("delete"), 0U);
}

TEST_F(OperatorAbsence, AListWhoseItemsAreMisspelt) {
  start_standin();
  declare_with("a", kDelete);
  declare_with("b", kDelete);
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  replace_text(folder_ / "a.yaml", "apiVersion: v1\nkind: List\nitem: []\n");
  ASSERT_TRUE(eventually([&] { return has_rule(daemon, "UnknownField"); }));
  wait_for_sweeps();
  EXPECT_EQ(requests("delete"), 0U);
  stop(daemon);
  // A restart has no last good version to go by.
  auto again = start_lasting();
  ASSERT_TRUE(eventually([&] { return has_rule(again, "UnknownField"); }));
  wait_for_sweeps();
  EXPECT_EQ(requests("delete"), 0U);
}

TEST_F(OperatorAbsence, AnIgnoreFileThatComesToCoverAManifest) {
  start_standin();
  declare_with("a", kDelete);
  declare_with("b", kDelete);
  declare_with("c", kDelete);
  auto daemon = start_lasting({"--max-delete-percent=100"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); }));
  replace_text(folder_ / ".fireworksignore", "a.yaml\n");
  ASSERT_TRUE(eventually([&] { return has_rule(daemon, "IgnoredNow"); })) << manifests(daemon).dump(2);
  EXPECT_EQ(manifests(daemon).at("ignoredFiles"), 1);
  wait_for_sweeps();
  EXPECT_EQ(requests("delete"), 0U);
  EXPECT_THAT(daemon.cluster("a").value("message", ""), testing::HasSubstr(".fireworksignore"));
  stop(daemon);

  auto again = start_lasting({"--max-delete-percent=100"});
  ASSERT_TRUE(eventually([&] { return is_ready(again, "b") && is_ready(again, "c"); }));
  wait_for_sweeps();
  EXPECT_EQ(requests("delete"), 0U);
  // It holds that one and no other; and it is removed as its message says.
  remove("b");
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 1; }));
  remove("a");
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 2; }));
}

}  // namespace
}  // namespace fwop::e2e
