#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;

class OperatorManifests : public OperatorTest {
 protected:
  static constexpr const char* kBroken = R"(fireworks_manifest_files{validity="broken"})";

  static json diagnostics(const Daemon& daemon) {
    const json body = json::parse(daemon.get("/api/v1/manifests").body, nullptr, false);
    return body.is_object() ? body.value("diagnostics", json::array()) : json::array();
  }
};

TEST_F(OperatorManifests, AMalformedFileStopsOnlyItselfAndIsMendedWithoutARestart) {
  start_standin();
  declare("one");
  declare("two");
  const auto bad = folder_ / "bad.yaml";
  std::string text = manifest("three");
  const std::string field = "fakeCluster";
  text.replace(text.find(field), field.size(), "fakeClutser");
  write_text(bad, text);

  auto daemon = start_daemon();
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); })) << daemon.clusters().dump(2);
  EXPECT_EQ(daemon.metric(kBroken), 1.0);
  bool named = false;
  for (const json& one : diagnostics(daemon)) {
    named = named || (one.at("file").get<std::string>().ends_with("bad.yaml") && one.value("line", 0) == 6 &&
                      one.at("message").get<std::string>().find("fakeCluster") != std::string::npos);
  }
  EXPECT_TRUE(named) << diagnostics(daemon).dump(2);

  replace_text(bad, manifest("three"));
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); })) << daemon.clusters().dump(2);
  EXPECT_EQ(daemon.metric(kBroken), 0.0);
  EXPECT_TRUE(diagnostics(daemon).empty());
  EXPECT_EQ(requests("create"), 3U);
}

TEST_F(OperatorManifests, AFileThatBreaksKeepsItsClusterAsItWas) {
  start_standin();
  declare("one");
  declare("two");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  replace_text(folder_ / "two.yaml", "kind: [\n");
  EXPECT_TRUE(eventually([&] { return daemon.metric(kBroken) == 1.0; }));
  EXPECT_TRUE(eventually([&] { return daemon.cluster("two").value("staleManifest", false); }))
      << daemon.clusters().dump(2);
  EXPECT_EQ(daemon.cluster("two").value("verdict", ""), "Ready");
  EXPECT_EQ(requests("delete"), 0U);
}

TEST_F(OperatorManifests, ANewFileIsANewClusterOfTheRunningDaemon) {
  start_standin();
  declare("one");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  replace_text(folder_ / "two.yaml", manifest("two"));
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); })) << daemon.clusters().dump(2);
  EXPECT_EQ(requests("create"), 2U);
}

}  // namespace
}  // namespace fwop::e2e
