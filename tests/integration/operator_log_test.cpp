#include <algorithm>
#include <sstream>

#include "operator_fixture.hpp"

// What goes wrong is in the log once, at a level that people keep.

namespace fwop::e2e {
namespace {

using nlohmann::json;

class OperatorLog : public OperatorTest {
 protected:
  /// The lines of a log of JSON objects that `wanted` accepts.
  static std::vector<json> lines(const Daemon& daemon, const std::function<bool(const json&)>& wanted) {
    std::vector<json> found;
    std::istringstream text(daemon.process().err());
    for (std::string line; std::getline(text, line);) {
      json parsed = json::parse(line, nullptr, false);
      if (parsed.is_object() && wanted(parsed)) found.push_back(std::move(parsed));
    }
    return found;
  }
  static std::vector<json> of_the_account(const Daemon& daemon) {
    return lines(daemon, [](const json& line) { return line.value("account", "") == "acme"; });
  }
  static std::size_t naming(const Daemon& daemon, const std::string& text) {
    return lines(daemon,
                 [&](const json& line) { return line.value("message", "").find(text) != std::string::npos; })
        .size();
  }
};

TEST_F(OperatorLog, AnApiThatIsDownIsLoggedOnceAndSoIsItsReturn) {
  start_standin(R"({"rules": [{"status": 503}]})");
  declare("prod");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return requests("list") >= 3; }));
  auto told = of_the_account(daemon);
  ASSERT_EQ(told.size(), 1U) << json(told).dump(2);
  EXPECT_EQ(told[0].value("level", ""), "warn");
  EXPECT_EQ(told[0].value("reason", ""), "ApiUnavailable");
  EXPECT_NE(told[0].value("message", "").find("503"), std::string::npos) << told[0].dump();
  EXPECT_GE(told[0].value("retry_in_seconds", 0), 1);

  clear_faults();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
  told = of_the_account(daemon);
  ASSERT_EQ(told.size(), 2U) << json(told).dump(2);
  EXPECT_EQ(told[1].value("level", ""), "info");
  EXPECT_EQ(told[1].value("message", ""), "calls to the API succeed again");
}

TEST_F(OperatorLog, AnApiThatRefusesConnectionsIsInTheLogAsAWarning) {
  const HeldPort nobody;
  declare("prod");
  const auto daemon = start_daemon({"--api-url=http://127.0.0.1:" + std::to_string(nobody.number())});
  ASSERT_TRUE(eventually([&] { return !of_the_account(daemon).empty(); }));
  const json told = of_the_account(daemon).front();
  EXPECT_EQ(told.value("level", ""), "warn");
  EXPECT_EQ(told.value("reason", ""), "ApiUnreachable");
}

TEST_F(OperatorLog, ABrokenFileIsLoggedOnceThoughOthersBreakAndAreMended) {
  start_standin();
  declare("prod");
  write_text(folder_ / "bad.yaml", "kind: [\n");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return naming(daemon, "bad.yaml") == 1; }));
  replace_text(folder_ / "worse.yaml", "kind: [\n");
  ASSERT_TRUE(eventually([&] { return naming(daemon, "worse.yaml") == 1; }));
  std::filesystem::remove(folder_ / "worse.yaml");
  const auto readings = daemon.logged("manifests read").size();
  declare("spare");
  ASSERT_TRUE(eventually([&] { return daemon.logged("manifests read").size() > readings; }));
  EXPECT_EQ(naming(daemon, "bad.yaml"), 1U);

  replace_text(folder_ / "bad.yaml", manifest("third"));
  ASSERT_TRUE(eventually([&] { return naming(daemon, "all manifests are valid") == 1; }));
  replace_text(folder_ / "bad.yaml", "kind: [\n");
  EXPECT_TRUE(eventually([&] { return naming(daemon, "bad.yaml") == 2; })) << "it broke anew";
}

#ifndef __SANITIZE_ADDRESS__
#ifndef __SANITIZE_THREAD__
/// The memory that one line of a manifest may take is bounded: it stops no other manifest, and not the
/// process.
TEST_F(OperatorLog, AFileOfOneLargeLineStopsNothingAndIsOneDiagnostic) {
  constexpr int kGood = 100;
  for (int i = 0; i < kGood; ++i) declare("good-" + std::to_string(i));
  std::string line = "[";
  while (line.size() < 8 * 1024 * 1024 - 2) line += "a,";
  write_text(folder_ / "line.yaml", line);
  Process process(
      {.program = "/bin/sh",
       .arguments = {"-c", "ulimit -v 262144; exec \"$@\"", "sh", FWOP_BINARY, "run", "--standin",
                     "--account-id=acme", "--standin-provisioning=100ms", "--until-settled", "--table=never",
                     "--log-format=json", "--status-address=127.0.0.1:0", folder_.string()},
       .environment = {{"HOME", temp_.path().string()}},
       .output_prefix = temp_.path() / "limited"});
  EXPECT_EQ(process.wait(), 1) << process.err();
  EXPECT_NE(process.out().find("100 Ready"), std::string::npos) << process.out();
  const std::string log = process.err();
  const auto first = log.find("line.yaml:1:");
  ASSERT_NE(first, std::string::npos) << log;
  EXPECT_EQ(log.find("line.yaml", first + 1), std::string::npos) << log;
}
#endif
#endif

}  // namespace
}  // namespace fwop::e2e
