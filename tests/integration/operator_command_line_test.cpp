#include <algorithm>
#include <regex>

#include <gmock/gmock.h>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class OperatorCommandLine : public OperatorTest {
 protected:
  using Environment = std::map<std::string, std::string>;

  /// Exit code 2, and one line on stderr with `hint` in it.
  void expect_refusal(std::vector<std::string> arguments, const std::string& hint,
                      const Environment& environment = {{"FIREWORKS_API_KEY", kKey}}) {
    auto process = start(std::move(arguments), environment);
    EXPECT_EQ(process.wait(), 2);
    const std::string err = process.err();
    EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 1) << err;
    EXPECT_TRUE(err.ends_with("\n")) << err;
    EXPECT_THAT(err, HasSubstr(hint));
    EXPECT_EQ(process.out(), "");
  }

  std::string folder() const { return folder_.string(); }
};

TEST_F(OperatorCommandLine, AnUnknownFlagIsRefusedByName) {
  expect_refusal({"run", folder(), "--no-such-flag"}, "--no-such-flag");
}

TEST_F(OperatorCommandLine, AFlagsBadValueIsRefusedByName) {
  expect_refusal({"run", folder(), "--request-timeout", "soon"}, "--request-timeout");
  expect_refusal({"run", folder(), "--max-in-flight", "0"}, "--max-in-flight");
}

TEST_F(OperatorCommandLine, ABadValueInTheEnvironmentIsRefusedToo) {
  expect_refusal({"run", folder()}, "--request-timeout",
                 {{"FIREWORKS_API_KEY", kKey}, {"FIREWORKS_OPERATOR_REQUEST_TIMEOUT", "soon"}});
}

TEST_F(OperatorCommandLine, NoCommandAtAllPointsToTheHelp) { expect_refusal({}, "--help"); }

TEST_F(OperatorCommandLine, AMissingKeyIsAskedFor) {
  expect_refusal({"run", folder()}, "FIREWORKS_API_KEY", Environment());
}

TEST_F(OperatorCommandLine, AMissingKeyFileIsNamed) {
  const std::string file = (temp_.path() / "no-key").string();
  expect_refusal({"run", folder(), "--api-key-file", file}, file);
}

TEST_F(OperatorCommandLine, APathThatIsNotThereIsNamed) {
  expect_refusal({"run", (temp_.path() / "nowhere").string()}, "nowhere");
}

TEST_F(OperatorCommandLine, AStatusPortInUseIsNamedWithTheWayOut) {
  const HeldPort taken;
  expect_refusal({"run", folder(), "--status-address", "127.0.0.1:" + std::to_string(taken.number())},
                 "--status-address");
}

TEST_F(OperatorCommandLine, AStandinPortInUseIsNamedWithTheWayOut) {
  const HeldPort taken;
  expect_refusal({"standin", "--port", std::to_string(taken.number())}, "choose another port");
}

TEST_F(OperatorCommandLine, PlainHttpToAnotherMachineIsRefused) {
  expect_refusal({"run", folder(), "--api-url", "http://api.example.com"}, "https");
}

TEST_F(OperatorCommandLine, TheVersionIsOneLine) {
  auto process = start({"--version"});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_TRUE(std::regex_match(process.out(), std::regex(R"(fireworks-operator \d+\.\d+\.\d+\n)")))
      << process.out();
}

TEST_F(OperatorCommandLine, ValidateIsContentWithAGoodFolder) {
  declare("one");
  declare("two");
  auto process = start({"validate", folder(), "--account-id", "acme"});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_THAT(process.out(), HasSubstr("2 clusters in 2 files: valid"));
}

TEST_F(OperatorCommandLine, ValidateNamesThePlaceOfEachError) {
  declare("one");
  const std::string bad = (folder_ / "bad.yaml").string();
  write_text(bad, "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata:\n  nmae: prod\n");
  auto process = start({"validate", folder(), "--account-id", "acme"});
  EXPECT_EQ(process.wait(), 1);
  EXPECT_THAT(process.out(), HasSubstr(bad + ":4:3: "));
}

TEST_F(OperatorCommandLine, GetShowsTheRunningDaemonsClustersInEachForm) {
  start_standin();
  declare("prod");
  auto daemon = start_daemon();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto get = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "get");
    arguments.push_back("--status-address=" + daemon.address());
    auto process = start(std::move(arguments));
    EXPECT_EQ(process.wait(), 0) << process.err();
    return process.out();
  };
  EXPECT_THAT(get({}), testing::AllOf(HasSubstr("NAME"), HasSubstr("prod"), HasSubstr("Ready")));
  EXPECT_THAT(get({"-o", "wide"}), testing::AllOf(HasSubstr("acme"), HasSubstr("AsDeclared")));
  EXPECT_THAT(get({"prod", "-o", "yaml"}), HasSubstr("verdict: Ready"));
  const json clusters = json::parse(get({"-o", "json"}), nullptr, false);
  ASSERT_EQ(clusters.size(), 1U);
  EXPECT_EQ(clusters.at(0).at("state"), "READY");

  auto unknown = start({"get", "other", "--status-address=" + daemon.address()});
  EXPECT_EQ(unknown.wait(), 1);
  EXPECT_THAT(unknown.err(), HasSubstr("other"));
}

TEST_F(OperatorCommandLine, GetWithoutADaemonSaysHowToStartOne) {
  const HeldPort nobody;
  expect_refusal({"get", "--status-address", "127.0.0.1:" + std::to_string(nobody.number())}, "run");
}

TEST_F(OperatorCommandLine, KeyAndAccountMayComeFromWhatFirectlKeeps) {
  start_standin();
  declare("prod");
  const std::map<std::string, std::string> home = {{"HOME", temp_.path().string()}};
  const std::vector<std::string> plan = {"plan", folder(), "--api-url=" + standin_->base_url()};
  auto without = start(plan, home);
  EXPECT_EQ(without.wait(), 1);
  EXPECT_THAT(without.err(), HasSubstr("~/.fireworks/auth.ini"));

  std::filesystem::create_directories(temp_.path() / ".fireworks");
  write_text(temp_.path() / ".fireworks/auth.ini",
             std::string("[fireworks]\naccount_id = acme\napi_key = ") + kKey + "\n");
  auto with = start(plan, home);
  EXPECT_EQ(with.wait(), 2) << with.err();
  EXPECT_THAT(with.out(), HasSubstr("acme/prod"));

  auto others = home;
  others["FIREWORKS_API_KEY"] = "another";
  auto refused = start(plan, others);
  EXPECT_EQ(refused.wait(), 1);
  EXPECT_THAT(refused.out(), HasSubstr("401")) << "the environment wins over the file";
}

TEST_F(OperatorCommandLine, FlagsMayComeFromTheEnvironment) {
  start_standin();
  declare("prod");
  auto process = start({"run", folder()}, {{"FIREWORKS_API_KEY", kKey},
                                           {"FIREWORKS_ACCOUNT_ID", "acme"},
                                           {"XDG_STATE_HOME", (temp_.path() / "state-home").string()},
                                           {"FIREWORKS_BASE_URL", standin_->base_url()},
                                           {"FIREWORKS_OPERATOR_STATUS_ADDRESS", "127.0.0.1:0"},
                                           {"FIREWORKS_OPERATOR_UNTIL_SETTLED", "true"}});
  EXPECT_EQ(process.wait(), 0) << process.err();
  EXPECT_THAT(process.out(), HasSubstr("1 Ready"));
}

}  // namespace
}  // namespace fwop::e2e
