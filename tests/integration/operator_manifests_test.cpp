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

/// Decoding one file ends the process that does it, and not the daemon.
TEST_F(OperatorManifests, AFileThatNobodySurvivesStopsOnlyItself) {
  start_standin();
  for (int i = 0; i < 100; ++i) declare("good-" + std::to_string(i));
  declare("culprit");
  const std::map<std::string, std::string> fault = {
      {"FIREWORKS_API_KEY", kKey}, {"FIREWORKS_OPERATOR_TRIAL_FAULT", "memory:culprit.yaml"}};
  // Should it end, nothing starts it again: that it answers is that it did not.
  Process process = start(run_arguments({}), fault);
  std::string url;
  ASSERT_TRUE(eventually([&] { return !(url = logged_status_url(process.err())).empty(); })) << process.err();
  const Daemon daemon(std::move(process), port_of(url));
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 100); })) << daemon.clusters().dump(2);
  const json found = diagnostics(daemon);
  ASSERT_EQ(found.size(), 1U) << found.dump(2);
  EXPECT_TRUE(found[0].at("file").get<std::string>().ends_with("culprit.yaml"));
  EXPECT_EQ(found[0].at("rule"), "Undecodable");
  const std::string why = FWOP_SANITIZED ? "exit status" : "it needed more than 256 MiB";
  EXPECT_NE(found[0].at("message").get<std::string>().find(why), std::string::npos) << found.dump(2);

  // The others are looked after, and what is absent was perhaps in that file.
  declare("late");
  std::filesystem::remove(folder_ / "good-7.yaml");
  EXPECT_TRUE(eventually([&] { return daemon.cluster("late").value("verdict", "") == "Ready"; }));
  EXPECT_EQ(requests("delete"), 0U);
  // Elsewhere it does no harm.
  std::filesystem::rename(folder_ / "culprit.yaml", folder_ / "mended.yaml");
  EXPECT_TRUE(eventually([&] { return daemon.cluster("culprit").value("verdict", "") == "Ready"; }));
  EXPECT_TRUE(diagnostics(daemon).empty());
  EXPECT_EQ(daemon.metric("fireworks_log_lines_lost_total"), 0.0);

  declare("culprit");
  auto validate = start({"validate", folder_.string()}, fault);
  EXPECT_EQ(validate.wait(), 1);
  EXPECT_NE(validate.out().find("culprit.yaml: error: decoding it ended"), std::string::npos)
      << validate.out();
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
