#include <gmock/gmock.h>

#include "man_commands.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using testing::HasSubstr;

using OperatorOutput = OperatorLifecycle;

TEST_F(OperatorOutput, NoFileNameSteersATerminal) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto named = folder_ / "esc\x1b]0;owned\x07\x1b[2J\nfireworks-operator: all is well \xc2\x9b.yaml";
  write_text(named, "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  const std::string status = "--status-address=" + daemon.address();
  ASSERT_TRUE(eventually(
      [&] { return daemon.get("/api/v1/manifests").body.find("all is well") != std::string::npos; }));
  const std::string missing = named.string() + ".none";
  const std::vector<std::vector<std::string>> lines = {
      {"validate", folder_.string()},
      {"validate", folder_.string(), "-o", "github"},
      {"validate", missing},
      {"plan", folder_.string(), "--account-id=acme", "--api-url=" + standin_->base_url()},
      {"plan", missing},
      {"get", status},
      {"get", status, missing},
      {"get", "-o", "yaml", "--selector=" + missing, status},
      {"status", status},
      {"why", "no-such", status},
      {"describe", missing, status},
      {"validate", "--" + missing},
      {"suspend", missing, "--state-dir=" + state_.string()}};
  for (const auto& words : lines) {
    auto process = start(words, {{"FIREWORKS_API_KEY", kKey}});
    ASSERT_TRUE(process.wait());
    std::string all = process.out() + process.err();
    EXPECT_FALSE(all.empty()) << words[0];
    EXPECT_EQ(all.find_first_of("\x1b\x07"), std::string::npos) << words[0] << ": " << all;
    EXPECT_EQ(all.find("\xc2\x9b"), std::string::npos) << words[0] << ": " << all;
    EXPECT_EQ(all.find("\nfireworks-operator: all is well"), std::string::npos) << words[0] << ": " << all;
  }
  EXPECT_EQ(daemon.process().err().find('\x1b'), std::string::npos);
}

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
