#include <algorithm>

#include <gmock/gmock.h>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using testing::HasSubstr;

/// What every command has in common for whoever calls it.
class OperatorCommands : public OperatorTest {
 protected:
  struct Refusal {
    std::vector<std::string> arguments;
    int exit_code;
    std::string says;
  };
  void expect(const Refusal& refusal) {
    auto process = start(refusal.arguments);
    const std::string called = testing::PrintToString(refusal.arguments);
    EXPECT_EQ(process.wait(), refusal.exit_code) << called;
    const std::string err = process.err();
    EXPECT_THAT(err, HasSubstr(refusal.says)) << called;
    EXPECT_THAT(err, testing::StartsWith("fireworks-operator: ")) << called;
    EXPECT_EQ(std::count(err.begin(), err.end(), '\n'), 1) << called << err;
    EXPECT_EQ(process.out(), "") << called;
  }
};

TEST_F(OperatorCommands, EachHasHelp) {
  for (const char* command :
       {"run", "plan", "apply", "get", "describe", "why", "reconcile", "suspend", "resume", "abandon",
        "import", "brake", "validate", "init", "export", "schema", "standin", "completion", "man"}) {
    auto process = start({command, "--help"});
    EXPECT_EQ(process.wait(), 0) << command;
    EXPECT_THAT(process.out(), HasSubstr(std::string("Usage: fireworks-operator ") + command));
    EXPECT_EQ(process.err(), "") << command;
    // plan says "changes" with 2.
    expect({{command, "--no-such-flag"}, std::string(command) == "plan" ? 1 : 2, "--help"});
  }
}

TEST_F(OperatorCommands, EachSaysWhatItIsGivenTooLittle) {
  const std::string nowhere = (temp_.path() / "nowhere").string();
  const std::vector<Refusal> refusals = {
      {{"fly"}, 2, "there is no command 'fly'"},
      {{"run"}, 2, "PATH is required"},
      {{"run", nowhere}, 2, "cannot read " + nowhere},
      {{"apply"}, 2, "PATH is required"},
      {{"plan"}, 1, "PATH is required"},
      {{"plan", nowhere}, 1, "cannot read " + nowhere},
      {{"validate"}, 2, "PATH is required"},
      {{"validate", nowhere}, 2, nowhere},
      {{"init"}, 2, "terraform output -json"},
      {{"export"}, 2, "--account-id"},
      {{"export", "--account-id=acme"}, 2, "there is no API key"},
      {{"why"}, 2, "NAME is required"},
      {{"describe"}, 2, "NAME is required"},
      {{"reconcile"}, 2, "needs the NAME of a cluster, or --all"},
      {{"brake", "release"}, 2, "needs the NAME of a cluster, or --all"},
      {{"suspend"}, 2, "NAME is required"},
      {{"suspend", ""}, 2, "is empty"},
      {{"suspend", "c", "--for=soon"}, 2, "--for"},
      {{"completion"}, 2, "SHELL is required"},
      {{"standin", "--faults=" + nowhere}, 2, nowhere},
  };
  for (const Refusal& refusal : refusals) expect(refusal);
}

TEST_F(OperatorCommands, WithoutADaemonEachSaysSoAndExitsWithTwo) {
  const std::string state = "--state-dir=" + (temp_.path() / "state").string();
  for (const char* command : {"get", "describe", "why"})
    expect({{command, "prod", "--status-address=127.0.0.1:1"}, 2, "no daemon answers at 127.0.0.1:1"});
  for (const char* command : {"reconcile", "suspend", "resume", "abandon", "import"})
    expect({{command, "prod", state}, 2, "no daemon answers at"});
  expect({{"brake", "release", "--all", state}, 2, "no daemon answers at"});
}

}  // namespace
}  // namespace fwop::e2e
