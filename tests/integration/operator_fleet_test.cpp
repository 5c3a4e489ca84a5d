#include <algorithm>
#include <cmath>
#include <iostream>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::size_t kFiles = 10;
constexpr std::size_t kDocuments = 100;
constexpr std::size_t kClusters = kFiles * kDocuments;
constexpr std::size_t kPageSize = 200;
constexpr double kPages = static_cast<double>((kClusters + kPageSize - 1) / kPageSize);

class OperatorFleet : public OperatorTest {
 protected:
  void declare_a_thousand() {
    for (std::size_t file = 0; file < kFiles; ++file) {
      std::string text;
      for (std::size_t document = 0; document < kDocuments; ++document)
        text += "---\n" + manifest("c-" + std::to_string(file * kDocuments + document));
      write_text(folder_ / ("part-" + std::to_string(file) + ".yaml"), text);
    }
  }

  static double sweeps_of(const Daemon& daemon) {
    const std::string series = "fireworks_sweeps_total{account=\"acme\",result=";
    return daemon.metric(series + "\"success\"}").value_or(0) +
           daemon.metric(series + "\"error\"}").value_or(0);
  }
};

TEST_F(OperatorFleet, AThousandManifestsAreAThousandCreatesAndFewReads) {
  start_standin({}, milliseconds(300));
  declare_a_thousand();
  auto daemon = start_daemon({"--until-settled", "--api-budget=0", "--max-in-flight=64"});
  const auto began = std::chrono::steady_clock::now();
  double sweeps = 0;
  const bool ended = eventually(
      [&] {
        sweeps = std::max(sweeps, sweeps_of(daemon));
        return daemon.process().wait(milliseconds(0)).has_value();
      },
      std::chrono::seconds(100));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  ASSERT_TRUE(ended);
  EXPECT_EQ(daemon.process().wait(), 0) << daemon.process().out();

  const json counted = stats();
  const std::uint64_t creates = counted.at("requests").at("create");
  const std::uint64_t gets = counted.at("requests").at("get");
  const std::uint64_t lists = counted.at("requests").at("list");
  std::cout << kClusters << " manifests: " << creates << " creates, " << gets << " gets, " << lists
            << " lists\n";
  RecordProperty("creates", std::to_string(creates));
  RecordProperty("gets", std::to_string(gets));
  RecordProperty("lists", std::to_string(lists));

  EXPECT_EQ(creates, kClusters);
  EXPECT_EQ(effective_creates(), kClusters);
  // The last look at the page is older than the last sweep: the LISTs themselves say no less.
  sweeps = std::max(sweeps, std::floor(static_cast<double>(lists) / kPages));
  EXPECT_LE(static_cast<double>(gets + lists), 2 * sweeps * kPages + 1000);
  // Not by sweeping without a pause, either: one a second is what clusters in motion are worth.
  EXPECT_LE(static_cast<double>(lists), (took.count() + 3) * kPages);
  EXPECT_EQ(counted.at("requests").at("update"), 0);
  EXPECT_EQ(counted.at("requests").at("delete"), 0);
}

TEST_F(OperatorFleet, ASecondRunFindsEverythingThereAndCreatesNothing) {
  start_standin();
  for (const char* name : {"one", "two", "three"}) declare(name);
  ASSERT_EQ(start_run({"--until-settled"}).wait(), 0);
  ASSERT_EQ(requests("create"), 3U);
  std::filesystem::remove_all(temp_.path() / "state");
  EXPECT_EQ(start_run({"--until-settled"}).wait(), 0);
  EXPECT_EQ(requests("create"), 3U);
}

TEST_F(OperatorFleet, AFailedClusterEndsUntilSettledWithOneAndItsMessage) {
  start_standin(R"({"rules": [{"match": {"verb": "create", "cluster": "bad"},
                               "fail": {"code": "PERMISSION_DENIED", "message": "no such role"}}]})");
  declare("bad");
  declare("good");
  auto run = start_run({"--until-settled"});
  EXPECT_EQ(run.wait(), 1);
  const std::string out = run.out();
  EXPECT_NE(out.find("no such role"), std::string::npos) << out;
  EXPECT_NE(out.find("1 Failed"), std::string::npos) << out;
  EXPECT_NE(out.find("1 Ready"), std::string::npos) << out;
  EXPECT_EQ(requests("create"), 2U);
  EXPECT_EQ(requests("delete"), 0U);
}

TEST_F(OperatorFleet, ARefusedKeyEndsUntilSettledWithOneAndTheReason) {
  start_standin(R"({"rules": [{"status": 401, "message": "unknown key"}]})");
  declare("prod");
  auto run = start_run({"--until-settled"});
  EXPECT_EQ(run.wait(), 1);
  EXPECT_NE(run.out().find("unknown key"), std::string::npos) << run.out();
  EXPECT_EQ(requests("create"), 0U);
}

}  // namespace
}  // namespace fwop::e2e
