#include "controller/cli/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

struct Refused {
  int exit_code = 0;
  bool runs_something = false;
  std::string message;
};

Refused refused(std::vector<const char*> arguments) {
  testing::internal::CaptureStderr();
  const CommandLine line = parse(std::move(arguments));
  return {line.exit_code, line.run || line.validate || line.standin || line.get,
          testing::internal::GetCapturedStderr()};
}

TEST(Options, WithoutFlagsTheDefaultsAreThoseOfTheDesign) {
  const CommandLine line = parse({"run", "clusters"});
  ASSERT_TRUE(line.run);
  EXPECT_THAT(line.run->paths, ElementsAre("clusters"));
  EXPECT_EQ(line.run->status_address, "127.0.0.1:8080");
  EXPECT_EQ(line.run->request_timeout, std::chrono::seconds(30));
  EXPECT_EQ(line.run->connect_timeout, std::chrono::seconds(5));
  EXPECT_EQ(line.run->engine.sweep_settled, std::chrono::seconds(60));
  EXPECT_EQ(line.run->engine.max_calls_in_flight, 8U);
  EXPECT_EQ(line.run->engine.budget_per_second, 20);
  EXPECT_EQ(line.run->engine.budget_burst, 40);
  EXPECT_EQ(line.run->engine.max_delete_percent, 10);
  EXPECT_FALSE(line.run->engine.max_creates);
}

TEST(Options, FlagsAreRead) {
  const CommandLine line =
      parse({"run", "a", "b", "--standin", "--until-settled", "--sweep-interval", "1m30s",
             "--staleness-limit", "5m", "--max-creates", "7", "--api-budget", "2.5"});
  ASSERT_TRUE(line.run);
  EXPECT_THAT(line.run->paths, ElementsAre("a", "b"));
  EXPECT_TRUE(line.run->standin);
  EXPECT_TRUE(line.run->until_settled);
  EXPECT_EQ(line.run->engine.sweep_settled, std::chrono::seconds(90));
  EXPECT_EQ(line.run->engine.staleness_limit, std::chrono::minutes(5));
  EXPECT_EQ(line.run->engine.max_creates, 7U);
  EXPECT_EQ(line.run->engine.budget_per_second, 2.5);
}

TEST(Options, EveryFlagIsAnEnvironmentVariableToo) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "10s");
  const Environment settled("FIREWORKS_OPERATOR_UNTIL_SETTLED", "true");
  const Environment creates("FIREWORKS_OPERATOR_MAX_CREATES", "3");
  const Environment account("FIREWORKS_ACCOUNT_ID", "acc");
  const Environment url("FIREWORKS_BASE_URL", "https://api.example");
  const CommandLine line = parse({"run", "clusters"});
  ASSERT_TRUE(line.run);
  EXPECT_EQ(line.run->engine.sweep_settled, std::chrono::seconds(10));
  EXPECT_TRUE(line.run->until_settled);
  EXPECT_EQ(line.run->engine.max_creates, 3U);
  EXPECT_EQ(line.run->account_id, "acc");
  EXPECT_EQ(line.run->api_url, "https://api.example");
}

TEST(Options, AFlagWinsOverTheEnvironment) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "10s");
  const CommandLine line = parse({"run", "clusters", "--sweep-interval", "20s"});
  ASSERT_TRUE(line.run);
  EXPECT_EQ(line.run->engine.sweep_settled, std::chrono::seconds(20));
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
  EXPECT_TRUE(parse({"brake"}).brake);
  EXPECT_EQ(parse({"brake", "-o", "json"}).brake->output, "json");
  const CommandLine list = parse({"brake", "list", "-o", "json"});
  EXPECT_EQ(list.brake->output, "json");
  const CommandLine release = parse({"brake", "release", "prod", "--dry-run"});
  EXPECT_FALSE(release.brake);
  ASSERT_TRUE(release.brake_release);
  EXPECT_EQ(release.brake_release->name, "prod");
  EXPECT_TRUE(release.brake_release->dry_run);
  EXPECT_TRUE(parse({"brake", "release", "--all", "--include-deletes"}).brake_release->include_deletes);
  EXPECT_EQ(refused({"brake", "release", "prod", "--include-deletes"}).exit_code, 2);
}

TEST(Options, ACommandForOneClusterIsRead) {
  const CommandLine suspend =
      parse({"suspend", "prod", "--reason", "why", "--owner", "alice", "--for", "2h"});
  ASSERT_TRUE(suspend.suspend);
  EXPECT_EQ(suspend.suspend->name, "prod");
  EXPECT_EQ(suspend.suspend->reason, "why");
  EXPECT_EQ(suspend.suspend->owner, "alice");
  EXPECT_EQ(suspend.suspend->lasting, std::chrono::hours(2));
  EXPECT_EQ(parse({"resume", "prod"}).resume->name, "prod");
  EXPECT_EQ(parse({"abandon", "prod", "--state-dir", "s"}).abandon->state_dir, "s");
  EXPECT_FALSE(parse({"import", "prod"}).import_existing->dry_run);
  EXPECT_TRUE(parse({"import", "prod", "--dry-run"}).import_existing->dry_run);
}

TEST(Options, ExportIsRead) {
  const CommandLine line =
      parse({"export", "a", "b", "--account-id", "acme", "--output-dir", "d", "--force"});
  ASSERT_TRUE(line.export_clusters);
  EXPECT_THAT(line.export_clusters->names, ElementsAre("a", "b"));
  EXPECT_EQ(line.export_clusters->run.account_id, "acme");
  EXPECT_EQ(line.export_clusters->output_dir, "d");
  EXPECT_TRUE(line.export_clusters->force);
}

TEST(Options, AWrongEnvironmentVariableIsNamed) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "soon");
  const Refused result = refused({"run", "clusters"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.message, HasSubstr("--sweep-interval"));
}

TEST(Options, AVariableOfAnotherCommandIsLeftAlone) {
  const Environment sweep("FIREWORKS_OPERATOR_SWEEP_INTERVAL", "soon");
  EXPECT_TRUE(parse({"validate", "clusters"}).validate);
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
    EXPECT_FALSE(line.run || line.validate || line.standin || line.get);
  }
}

}  // namespace
}  // namespace fwop::controller::cli
