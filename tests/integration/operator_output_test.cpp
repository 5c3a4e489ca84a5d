#include <gmock/gmock.h>

#include "man_commands.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using testing::HasSubstr;

using OperatorOutput = OperatorLifecycle;

TEST_F(OperatorOutput, WhatCannotBeWrittenIsExitOneInEveryCommand) {
  start_standin();
  declare_with("prod", "");
  declare_with("other", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  const std::string status = "--status-address=" + daemon.address();
  const std::string state = "--state-dir=" + state_.string();
  const std::string api = "--api-url=" + standin_->base_url();
  const std::string folder = folder_.string();
  using Words = std::vector<std::string>;
  /// Each prints something, and would go well.
  const std::map<std::string, Words> lines = {
      {"run",
       {"run", folder, "--standin", "--until-settled", "--status-address=127.0.0.1:0", "--account-id=a"}},
      {"plan", {"plan", folder, api, "--account-id=acme"}},
      {"apply", {"apply", folder, "--standin", "--account-id=a"}},
      {"get", {"get", status}},
      {"status", {"status", status}},
      {"describe", {"describe", "prod", status}},
      {"why", {"why", "prod", status}},
      {"reconcile", {"reconcile", "prod", state}},
      {"suspend", {"suspend", "prod", state}},
      {"resume", {"resume", "prod", state}},
      // Refused by the daemon: nothing goes to standard output.
      {"abandon", {}},
      {"import", {}},
      {"brake list", {"brake", "list", state}},
      {"brake release", {"brake", "release", "--all", state}},
      {"validate", {"validate", folder, "--account-id=acme"}},
      {"init",
       {"init", "--name=x", "--account-id=acme", "--aws-account-id=123456789012", "--region=us-east-1"}},
      {"export", {"export", api, "--account-id=acme"}},
      {"schema", {"schema"}},
      {"completion", {"completion", "bash"}},
      {"man", {"man"}},
      {"standin", {"standin", "--port=0"}}};
  auto man = start({"man"});
  ASSERT_EQ(man.wait(), 0);
  for (const auto& [command, flags] : flags_by_command(man.out())) {
    ASSERT_TRUE(lines.contains(command))
        << command << " prints, and nothing here shows that it tells when it cannot";
  }
  // In this order, for what one of them leaves behind.
  std::vector<Words> all = {
      {"--version"}, {"--help"}, {"get", status, "--watch"}, {"get", status, "-o", "json"}};
  all.push_back(lines.at("suspend"));
  for (const auto& [command, words] : lines) {
    if (!words.empty() && command != "suspend") all.push_back(words);
  }
  for (const Words& words : all) {
    ProcessOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", "exec \"$0\" \"$@\" > /dev/full", FWOP_BINARY};
    options.arguments.insert(options.arguments.end(), words.begin(), words.end());
    options.environment = {{"FIREWORKS_API_KEY", kKey},
                           {"HOME", temp_.path().string()},
                           {"XDG_STATE_HOME", (temp_.path() / "none").string()}};
    options.output_prefix = temp_.path() / "full";
    Process process(std::move(options));
    EXPECT_EQ(process.wait(), 1) << words.front() << ": " << process.err();
    EXPECT_THAT(process.err(), HasSubstr("cannot write to standard output: No space left on device"))
        << words.front();
  }
}

}  // namespace
}  // namespace fwop::e2e
