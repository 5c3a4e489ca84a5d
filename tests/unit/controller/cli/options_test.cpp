#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/cli/command_line.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/export.hpp"
#include "controller/cli/run_options.hpp"

namespace fwop::controller::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// An environment variable while it lives.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Environment() { unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

CommandLine parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "fireworks-operator");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

/// The options of the command that was asked for; null when another was, or none.
template <class Options>
const Options* options_of(const CommandLine& line, const char* command) {
  return line.command == command ? std::any_cast<Options>(&line.options) : nullptr;
}

struct Refused {
  int exit_code = 0;
  bool runs_something = false;
  std::string message;
};

Refused refused(std::vector<const char*> arguments) {
  testing::internal::CaptureStderr();
  const CommandLine line = parse(std::move(arguments));
  return {line.exit_code, static_cast<bool>(line.run), testing::internal::GetCapturedStderr()};
}

TEST(Options, WithoutFlagsTheDefaultsAreThoseOfTheDesign) {
  const CommandLine line = parse({"run", "clusters"});
  const auto* run = options_of<RunOptions>(line, "run");
  ASSERT_TRUE(run);
  EXPECT_THAT(run->paths, ElementsAre("clusters"));
  EXPECT_EQ(run->status_address, "127.0.0.1:8080");
  EXPECT_EQ(run->request_timeout, std::chrono::seconds(30));
  EXPECT_EQ(run->connect_timeout, std::chrono::seconds(5));
  EXPECT_EQ(run->engine.sweep_settled, std::chrono::seconds(60));
  EXPECT_EQ(run->engine.max_calls_in_flight, 8U);
  EXPECT_EQ(run->engine.budget_per_second, 20);
  EXPECT_EQ(run->engine.budget_burst, 40);
  EXPECT_EQ(run->engine.max_delete_percent, 10);
  EXPECT_FALSE(run->engine.max_creates);
}

TEST(Options, FlagsAreRead) {
  const CommandLine line =
      parse({"run", "a", "b", "--standin", "--until-settled", "--sweep-interval", "1m30s",
             "--staleness-limit", "5m", "--max-creates", "7", "--api-budget", "2.5"});
  const auto* run = options_of<RunOptions>(line, "run");
  ASSERT_TRUE(run);
  EXPECT_THAT(run->paths, ElementsAre("a", "b"));
  EXPECT_TRUE(run->standin);
  EXPECT_TRUE(run->until_settled);
  EXPECT_EQ(run->engine.sweep_settled, std::chrono::seconds(90));
  EXPECT_EQ(run->engine.staleness_limit, std::chrono::minutes(5));
  EXPECT_EQ(run->engine.max_creates, 7U);
  EXPECT_EQ(run->engine.budget_per_second, 2.5);
}

TEST(Options, EveryFlagIsAnEnvironmentVariableToo) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "10s");
  const Environment settled("FIREWORKS_OPERATOR_UNTIL_SETTLED", "true");
  const Environment creates("FIREWORKS_OPERATOR_MAX_CREATES", "3");
  const Environment account("FIREWORKS_ACCOUNT_ID", "acc");
  const Environment url("FIREWORKS_BASE_URL", "https://api.example");
  const CommandLine line = parse({"run", "clusters"});
  const auto* run = options_of<RunOptions>(line, "run");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->engine.sweep_settled, std::chrono::seconds(10));
  EXPECT_TRUE(run->until_settled);
  EXPECT_EQ(run->engine.max_creates, 3U);
  EXPECT_EQ(run->account_id, "acc");
  EXPECT_EQ(run->api_url, "https://api.example");
}

TEST(Options, AFlagWinsOverTheEnvironment) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "10s");
  const CommandLine line = parse({"run", "clusters", "--sweep-interval", "20s"});
  const auto* run = options_of<RunOptions>(line, "run");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->engine.sweep_settled, std::chrono::seconds(20));
}

TEST(Options, WhatIsWrongIsOneLineThatNamesItAndExitCode2) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases = {
      {{"run", "c", "--sweep-interval", "soon"}, "--sweep-interval"},
      {{"run", "c", "--max-in-flight", "0"}, "--max-in-flight"},
      {{"run", "c", "--table", "sometimes"}, "--table"},
      {{"run", "c", "--no-such-flag"}, "--no-such-flag"},
      {{"fly"}, "fly"},
      {{"get", "-o", "xml"}, "--output"},
      {{"suspend"}, "NAME"},
      {{"suspend", "c", "--for", "soon"}, "--for"},
      {{"suspend", "c", "--for", "1h", "--until", "2099-01-01T00:00:00Z"}, "--until"},
      {{"resume"}, "NAME"},
      {{"abandon"}, "NAME"},
      {{"abandon", "a", "b"}, "b"},
      {{"import"}, "NAME"},
      {{"export", "--request-timeout", "soon"}, "--request-timeout"},
      {{}, "subcommand"},
  };
  for (const auto& [arguments, named] : cases) {
    const Refused result = refused(arguments);
    SCOPED_TRACE(result.message);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_FALSE(result.runs_something);
    EXPECT_THAT(result.message, HasSubstr(named));
    EXPECT_EQ(std::count(result.message.begin(), result.message.end(), '\n'), 1);
  }
}

TEST(Options, WhatIsMisspeltIsAnsweredWithTheNearest) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases = {
      {{"runn"}, "there is no command 'runn'; did you mean `run`?"},
      {{"valdate", "x"}, "did you mean `validate`?"},
      {{"brake", "relase"}, "there is no command 'brake relase'; did you mean `brake release`?"},
      {{"get", "--ouput", "json"}, "--ouput is no flag of `get`; did you mean `--output`?"},
      {{"get", "--ouput=json"}, "did you mean `--output`?"},
      {{"brake", "release", "c", "--dryrun"}, "`brake release`; did you mean `--dry-run`?"},
      {{"--account-id", "acme", "get"}, "--account-id stands before the command: write flags after it"},
      {{"--status-address=x:1", "get"}, "--status-address stands before the command"},
      {{"xyzzyxyzzy"}, "there is no command 'xyzzyxyzzy' (see --help)"},
  };
  for (const auto& [arguments, said] : cases) {
    const Refused result = refused(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.message, HasSubstr(said));
  }
}

TEST(Options, ANumberThatIsNoneIsAnsweredWithThoseThatAre) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases = {
      {{"run", "c", "--api-budget", "-1"},
       "--api-budget: must be 0 or more calls a second; 0 means no limit, not -1"},
      {{"run", "c", "--max-creates", "-1"}, "--max-creates: must be a whole number of 0 or more"},
      {{"run", "c", "--max-updates", "1.5"}, "--max-updates: must be a whole number of 0 or more"},
      {{"standin", "--port", "80x"},
       "--port: must be a number from 1 to 65535, or 0 for any free port, not 80x"},
      {{"run", "c", "--max-delete-percent", "101"}, "--max-delete-percent: must be a number from 0 to 100"},
  };
  for (const auto& [arguments, said] : cases) {
    const Refused result = refused(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.message, HasSubstr(said));
  }
}

TEST(Options, BrakeListsUnlessItIsToldToRelease) {
  const CommandLine brake = parse({"brake", "-o", "json"});
  ASSERT_TRUE(options_of<BrakeOptions>(brake, "brake"));
  EXPECT_EQ(options_of<BrakeOptions>(brake, "brake")->output, "json");
  const CommandLine list = parse({"brake", "list", "-o", "json"});
  ASSERT_TRUE(options_of<BrakeOptions>(list, "brake list"));
  EXPECT_EQ(options_of<BrakeOptions>(list, "brake list")->output, "json");
  const CommandLine release = parse({"brake", "release", "prod", "--dry-run"});
  const auto* options = options_of<ReleaseOptions>(release, "brake release");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->name, "prod");
  EXPECT_TRUE(options->dry_run);
  const CommandLine all = parse({"brake", "release", "--all", "--include-deletes"});
  EXPECT_TRUE(options_of<ReleaseOptions>(all, "brake release")->include_deletes);
  EXPECT_EQ(refused({"brake", "release", "prod", "--include-deletes"}).exit_code, 2);
}

TEST(Options, ACommandForOneClusterIsRead) {
  const CommandLine line = parse({"suspend", "prod", "--reason", "why", "--owner", "alice", "--for", "2h"});
  const auto* suspend = options_of<SuspendOptions>(line, "suspend");
  ASSERT_TRUE(suspend);
  EXPECT_EQ(suspend->name, "prod");
  EXPECT_EQ(suspend->reason, "why");
  EXPECT_EQ(suspend->owner, "alice");
  EXPECT_EQ(suspend->lasting, std::chrono::hours(2));
  const CommandLine resume = parse({"resume", "prod"});
  EXPECT_EQ(options_of<ClusterCommandOptions>(resume, "resume")->name, "prod");
  const CommandLine abandon = parse({"abandon", "prod", "--state-dir", "s"});
  EXPECT_EQ(options_of<ClusterCommandOptions>(abandon, "abandon")->state_dir, "s");
  const CommandLine import = parse({"import", "prod"});
  EXPECT_FALSE(options_of<ImportOptions>(import, "import")->dry_run);
  const CommandLine rehearsed = parse({"import", "prod", "--dry-run"});
  EXPECT_TRUE(options_of<ImportOptions>(rehearsed, "import")->dry_run);
}

TEST(Options, ExportIsRead) {
  const CommandLine line =
      parse({"export", "a", "b", "--account-id", "acme", "--output-dir", "d", "--force"});
  const auto* options = options_of<ExportOptions>(line, "export");
  ASSERT_TRUE(options);
  EXPECT_THAT(options->names, ElementsAre("a", "b"));
  EXPECT_EQ(options->run.account_id, "acme");
  EXPECT_EQ(options->output_dir, "d");
  EXPECT_TRUE(options->force);
}

TEST(Options, AWrongEnvironmentVariableIsNamed) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "soon");
  const Refused result = refused({"run", "clusters"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.message, HasSubstr("--sweep-interval"));
}

TEST(Options, AVariableOfAnotherCommandIsLeftAlone) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "soon");
  EXPECT_EQ(parse({"validate", "clusters"}).command, "validate");
}

TEST(Options, TheKeyIsNoArgumentOfTheDaemon) {
  EXPECT_EQ(refused({"run", "clusters", "--api-key", "fw_secret"}).exit_code, 2);
}

TEST(Options, HelpAndVersionGoWell) {
  for (const char* flag : {"--help", "--version"}) {
    testing::internal::CaptureStdout();
    const CommandLine line = parse({flag});
    EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("fireworks-operator"));
    EXPECT_EQ(line.exit_code, 0);
    EXPECT_FALSE(static_cast<bool>(line.run));
  }
}

}  // namespace
}  // namespace fwop::controller::cli
