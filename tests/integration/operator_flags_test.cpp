#include <gmock/gmock.h>

#include "git_servers.hpp"
#include "man_commands.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Flags that several commands share: each command honours each.
class OperatorFlags : public OperatorLifecycle {
 protected:
  using Words = std::vector<std::string>;

  OperatorFlags() {
    auto man = start({"man"});
    EXPECT_EQ(man.wait(), 0);
    commands_ = flags_by_command(man.out());
  }

  std::set<std::string> shared_flags() const {
    std::map<std::string, int> count;
    for (const auto& [command, flags] : commands_) {
      for (const std::string& flag : flags) ++count[flag];
    }
    std::set<std::string> shared;
    for (const auto& [flag, commands] : count) {
      if (commands > 1) shared.insert(flag);
    }
    return shared;
  }

  /// What a command needs beside the flag that is looked at.
  Words base(const std::string& command, const std::string& flag, const std::string& source) const {
    const bool acts = command == "run" || command == "plan" || command == "apply";
    Words words;
    std::istringstream names(command);
    for (std::string name; names >> name;) words.push_back(name);
    const auto add = [&](const std::string& name, const std::string& value) {
      if (name != flag && commands_.at(command).contains(name)) words.push_back(name + "=" + value);
    };
    if (acts && flag != "--git") words.push_back(source);
    if (command == "validate") words.insert(words.end(), {folder_.string(), "--output=json"});
    if (command == "init")
      words.insert(words.end(), {"--name=prod", "--aws-account-id=123456789012", "--region=us-east-1"});
    const bool of_one = command == "why" || command == "describe" || command == "suspend" ||
                        command == "resume" || command == "abandon" || command == "import";
    if (of_one || command == "export") words.push_back("prod");
    if (command == "reconcile" || command == "brake release") words.push_back("--all");
    add("--account-id", "acme");
    add("--api-url", standin_->base_url());
    if (acts) add("--state-dir", (temp_.path() / ("state-of-" + command + flag)).string());
    if (command == "plan") words.push_back("--timeout=5s");
    if (command == "run" || command == "apply")
      words.insert(words.end(), {"--log-format=text", "--log-level=debug", "--table=never"});
    if (command == "run") add("--status-address", "127.0.0.1:0");
    return words;
  }

  /// Whether the command comes to say `text`, with `words` for its arguments.
  testing::AssertionResult says(Words words, const std::string& text) {
    // A plan reads the journal of a daemon, which there is none of.
    std::erase_if(words, [&](const std::string& word) {
      return words.front() == "plan" && word.starts_with("--state-dir=") &&
             word.find("state-of-plan") != std::string::npos;
    });
    auto process =
        start(words, {{"FIREWORKS_API_KEY", kKey}, {"XDG_STATE_HOME", (temp_.path() / "none").string()}});
    const auto said = [&] { return (process.out() + process.err()).find(text) != std::string::npos; };
    const bool came =
        eventually([&] { return said() || process.wait(std::chrono::milliseconds(0)); }) && said();
    if (came) return testing::AssertionSuccess();
    std::string all;
    for (const std::string& word : words) all += word + " ";
    return testing::AssertionFailure() << all << "\n" << process.out() << process.err();
  }

  std::map<std::string, std::set<std::string>> commands_;
};

TEST_F(OperatorFlags, EachCommandHonoursEachOfThem) {
  start_standin();
  declare_with("prod", "");
  GitUpstream upstream(temp_.path() / "upstream");
  upstream.push("prod.yaml", manifest("prod"), "Not signed");
  make_ssh_key(temp_.path() / "ann");
  const std::string signers = (temp_.path() / "allowed_signers").string();
  write_text(signers, "ann@example.com namespaces=\"git\" " + read_text(temp_.path() / "ann.pub"));
  const std::string nowhere = (temp_.path() / "nowhere").string();
  const std::string file = (temp_.path() / "a-file").string();
  write_text(file, "");

  /// A value that shows that it was looked at.
  struct Probe {
    std::string value;
    std::string says;
  };
  const std::map<std::string, Probe> probes = {
      {"--git", {nowhere, nowhere}},
      {"--git-ref", {"no-such-ref", "no-such-ref"}},
      {"--git-path", {"no-such-folder", "no-such-folder"}},
      {"--git-verify", {signers, "it is not signed"}},
      {"--git-credentials-file", {nowhere, nowhere}},
      {"--git-ca-file", {nowhere, nowhere}},
      {"--git-ssh-key", {nowhere, nowhere}},
      {"--git-known-hosts", {nowhere, nowhere}},
      {"--git-timeout", {"1ms", "--git-timeout"}},
      {"--account-id", {"zz-other", "zz-other"}},
      {"--api-url", {"http://api.example.com", "https"}},
      {"--api-key-file", {nowhere, nowhere}},
      {"--api-ca-file", {nowhere, nowhere}},
      {"--state-dir", {file, file}},
      {"--status-token-file", {nowhere, nowhere}},
      {"--status-ca-file", {nowhere, nowhere}},
      {"--status-client-cert-file", {nowhere, nowhere}},
      {"--status-client-key-file", {nowhere, nowhere}},
      {"--status-address", {"nonsense", "--status-address nonsense"}},
      {"--max-creates", {"0", "create held by the brake (0 of 0 this hour"}},
  };
  /// Tested beside what they do: what they change cannot be told from one line of output.
  const std::set<std::string> elsewhere = {"--all",
                                           "--allow-empty",
                                           "--api-budget",
                                           "--api-burst",
                                           "--connect-timeout",
                                           "--dry-run",
                                           "--first-poll",
                                           "--force",
                                           "--log-format",
                                           "--log-level",
                                           "--max-in-flight",
                                           "--max-delete-percent",
                                           "--max-updates",
                                           "--output",
                                           "--request-timeout",
                                           "--staleness-limit",
                                           "--standin",
                                           "--standin-faults",
                                           "--standin-provisioning",
                                           "--sweep-interval",
                                           "--table",
                                           "--timeout"};
  std::size_t pairs = 0;
  for (const std::string& flag : shared_flags()) {
    if (elsewhere.contains(flag)) continue;
    const auto probe = probes.find(flag);
    ASSERT_NE(probe, probes.end()) << flag << " is shared, and nothing here proves that it is honoured";
    for (const auto& [command, flags] : commands_) {
      if (!flags.contains(flag)) continue;
      // It says only what lacks an account: see OperatorCommandLine.
      if (command == "validate" && flag == "--account-id") continue;
      ++pairs;
      EXPECT_EQ(request(standin_->port(), "POST", "/_standin/reset").status, 200);
      const bool git = flag.starts_with("--git");
      Words words = base(command, flag, git ? "--git=" + upstream.url() : folder_.string());
      words.push_back(flag + "=" + probe->second.value);
      EXPECT_TRUE(says(words, probe->second.says)) << flag << " of " << command;
    }
  }
  EXPECT_GE(pairs, 50U);
}

TEST_F(OperatorFlags, EachOutputOfJsonIsJson) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  std::size_t with_output = 0;
  for (const auto& [command, flags] : commands_) {
    if (!flags.contains("--output")) continue;
    ++with_output;
    Words words = base(command, "--output", folder_.string());
    std::erase_if(words, [](const std::string& word) {
      return word.starts_with("--output") || word.starts_with("--state-dir");
    });
    if (flags.contains("--status-address")) words.push_back("--status-address=" + daemon.address());
    if (flags.contains("--state-dir")) words.push_back("--state-dir=" + state_.string());
    words.insert(words.end(), {"-o", "json"});
    auto process = start(words, {{"FIREWORKS_API_KEY", kKey}});
    ASSERT_TRUE(process.wait());
    EXPECT_FALSE(json::parse(process.out(), nullptr, false).is_discarded())
        << command << ": " << process.out() << process.err();
  }
  EXPECT_GE(with_output, 7U);
}

TEST_F(OperatorFlags, AnEmptyFolderMeansSomethingOnlyWithAllowEmpty) {
  start_standin();
  declare_with("prod", "  policy: {deletion: Delete}\n");
  auto first = start_lasting();
  ASSERT_TRUE(eventually([&] { return first.all_are("Ready", 1); }));
  stop(first);
  remove("prod");
  const auto run = [&](const std::string& command, Words more) {
    Words words = {command, folder_.string(), "--account-id=acme", "--api-url=" + standin_->base_url(),
                   "--state-dir=" + state_.string()};
    words.insert(words.end(), more.begin(), more.end());
    auto process = start(words, {{"FIREWORKS_API_KEY", kKey}});
    EXPECT_TRUE(process.wait());
    return process.out() + process.err();
  };
  EXPECT_THAT(run("plan", {}), HasSubstr("--allow-empty"));
  EXPECT_THAT(run("plan", {"--allow-empty"}), HasSubstr("1 to delete"));
  run("apply", {"--table=never", "--timeout=2s"});
  {
    auto careful = start_lasting();
    ASSERT_TRUE(eventually([&] {
      return careful.get("/api/v1/manifests").body.find("holds no manifest") != std::string::npos;
    }));
    stop(careful);
  }
  EXPECT_EQ(requests("delete"), 0U);
  run("apply", {"--table=never", "--timeout=20s", "--allow-empty"});
  EXPECT_EQ(effective_deletes(), 1U);
}

}  // namespace
}  // namespace fwop::e2e
