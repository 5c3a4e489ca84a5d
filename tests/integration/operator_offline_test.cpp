#include <gmock/gmock.h>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The commands that call nobody.
class OperatorOffline : public OperatorTest {
 protected:
  std::string folder() const { return folder_.string(); }
};

TEST_F(OperatorOffline, ValidateExitsAlikeInEveryForm) {
  declare("good");
  for (const char* form : {"text", "json", "sarif", "github"}) {
    auto process = start({"validate", folder(), "-o", form});
    EXPECT_EQ(process.wait(), 0) << form;
    EXPECT_NE(process.out(), "") << form;
  }
  write_text(folder_ / "bad.yaml", "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\n");
  for (const char* form : {"text", "json", "sarif", "github"}) {
    auto process = start({"validate", folder(), "-o", form});
    EXPECT_EQ(process.wait(), 1) << form;
    EXPECT_THAT(process.out(), HasSubstr("RequiredField")) << form;
    EXPECT_THAT(process.out(), HasSubstr("bad.yaml")) << form;
  }
  auto unreadable = start({"validate", folder() + "/nowhere", "-o", "sarif"});
  EXPECT_EQ(unreadable.wait(), 2);
  EXPECT_EQ(unreadable.out(), "");
}

TEST_F(OperatorOffline, ValidateOfNothingIsNoSuccess) {
  const auto told = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"validate", folder()});
    auto process = start(std::move(arguments));
    const int code = process.wait().value_or(-1);
    return std::to_string(code) + ": " + process.out();
  };
  for (const std::string text : {"", "apiVersion: apps/v1\nkind: Deployment\n"}) {
    if (!text.empty()) write_text(folder_ / "deployment.yaml", text);
    for (const char* form : {"text", "json", "sarif", "github"})
      EXPECT_THAT(told({"-o", form}), AllOf(StartsWith("1: "), HasSubstr("nothing was checked"))) << form;
    EXPECT_THAT(told({"--allow-empty"}), AllOf(StartsWith("0: 0 clusters in "), HasSubstr(": valid\n")));
  }
}

TEST_F(OperatorOffline, ValidateCountsWhatIsIgnoredAndFailsForWhatIsPassedOver) {
  declare("a");
  write_text(folder_ / ".fireworksignore", "chart/\n");
  std::filesystem::create_directories(folder_ / "chart");
  write_text(folder_ / "chart" / "values.yaml", "{{ broken\n");
  auto good = start({"validate", folder()});
  EXPECT_EQ(good.wait(), 0) << good.out();
  EXPECT_THAT(good.out(), HasSubstr("1 cluster in 1 file, 1 ignored: valid"));
  auto as_json = start({"validate", folder(), "-o", "json"});
  EXPECT_EQ(as_json.wait(), 0);
  EXPECT_EQ(json::parse(as_json.out()).at("ignored"), 1);

  std::filesystem::create_directory_symlink("nowhere", folder_ / "prod");
  auto passed_over = start({"validate", folder()});
  EXPECT_EQ(passed_over.wait(), 1);
  EXPECT_THAT(passed_over.out(), HasSubstr("prod: error: is a link that cannot be followed"));
}

TEST_F(OperatorOffline, ValidateIsStrictOnRequest) {
  std::string text = manifest("a");
  text.replace(text.find("spec:\n"), 6, "spec:\n  policy: {suspend: {until: 2020-01-01T00:00:00Z}}\n");
  write_text(folder_ / "a.yaml", text);
  write_text(folder_ / "b.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: b}\nspec:\n  "
             "eksCluster: {awsAccountId: \"123456789012\", region: us-esat-1}\n");
  auto lenient = start({"validate", folder()});
  EXPECT_EQ(lenient.wait(), 0) << lenient.out();
  EXPECT_THAT(lenient.out(), AllOf(HasSubstr("[SuspensionOver]"), HasSubstr("did you mean \"us-east-1\"?"),
                                   HasSubstr("2 clusters in 2 files: valid, 2 warnings")));
  auto strict = start({"validate", folder(), "--strict"});
  EXPECT_EQ(strict.wait(), 1);
  EXPECT_THAT(strict.out(), HasSubstr("2 warnings (--strict)"));
}

/// .pre-commit-hooks.yaml hands over whatever changed, all of it at once.
TEST_F(OperatorOffline, TheHookPassesOverWhatIsNoneOfOursAndSeesDuplicates) {
  const std::string hook = read_text(FWOP_HOOKS);
  EXPECT_THAT(hook, AllOf(HasSubstr("entry: fireworks-operator validate --only-ours\n"),
                          HasSubstr("require_serial: true")));
  std::vector<std::string> given = {"validate", "--only-ours"};
  const auto give = [&](const std::string& name, const std::string& text) {
    write_text(folder_ / name, text);
    given.push_back((folder_ / name).string());
  };
  give(".pre-commit-config.yaml", "repos:\n- repo: https://example.com/fireworks-operator\n");
  give("package.json", "{\"name\": \"x\"}\n");
  give("tsconfig.json", "{ // a comment\n}\n");
  give("workflow.yaml", "on: push\njobs: {a: {runs-on: x}}\n");
  auto none = start(given);
  EXPECT_EQ(none.wait(), 0) << none.out();

  give("a.yaml", manifest("a"));
  auto one = start(given);
  EXPECT_EQ(one.wait(), 0) << one.out();
  give("b.yaml", "# the same\n" + manifest("a"));
  auto two = start(given);
  EXPECT_EQ(two.wait(), 1);
  EXPECT_THAT(two.out(), AllOf(HasSubstr("a.yaml:4:9: error: cluster \"a\" is also declared at "),
                               HasSubstr("b.yaml:5"), Not(HasSubstr("accounts/"))));
}

#ifndef __SANITIZE_ADDRESS__
#ifndef __SANITIZE_THREAD__
/// yaml-cpp would keep more than a gigabyte of tokens for it.
TEST_F(OperatorOffline, AFileOfOneLargeLineCostsLittleMemory) {
  declare("good");
  std::string line = "[";
  while (line.size() < 8 * 1024 * 1024 - 2) line += "a,";
  write_text(folder_ / "line.yaml", line);
  write_text(folder_ / "line.json", "[" + std::string(8 * 1024 * 1024 - 2, '['));
  Process process(
      {.program = "/bin/sh",
       .arguments = {"-c", "ulimit -v 400000; exec \"$@\"", "sh", FWOP_BINARY, "validate", folder()},
       .environment = {{"HOME", temp_.path().string()}},
       .output_prefix = temp_.path() / "limited"});
  EXPECT_EQ(process.wait(), 1) << process.err();
  EXPECT_THAT(process.out(),
              AllOf(HasSubstr("line.yaml:1:500001: error: "), HasSubstr("line.json:1:1: error: "),
                    HasSubstr("1 cluster in 3 files: 2 errors")));
}
#endif
#endif

TEST_F(OperatorOffline, SchemaIsJson) {
  auto process = start({"schema"});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_EQ(json::parse(process.out()).at("title"), "FireworksCluster");
}

constexpr const char* kOutputs = R"({"fireworks_cluster": {"sensitive": false, "type": "dynamic", "value": {
  "cluster_name": "prod", "fireworks_manager_role_arn": "arn:aws:iam::012345678901:role/M",
  "s3_bucket_arn": "arn:aws:s3:::prod-models", "metrics_writer_role_arn": "",
  "availability_zone_subnets": {"us-east-1a": "subnet-1"}}}})";

TEST_F(OperatorOffline, InitReadsAPipeAndItsManifestIsValid) {
  write_text(temp_.path() / "outputs.json", kOutputs);
  Process process({.program = FWOP_BINARY,
                   .arguments = {"init", "-"},
                   .environment = {},
                   .input = temp_.path() / "outputs.json",
                   .output_prefix = temp_.path() / "init"});
  EXPECT_EQ(process.wait(), 0) << process.err();
  EXPECT_EQ(process.err(), "");
  write_text(folder_ / "prod.yaml", process.out());
  auto validate = start({"validate", folder(), "--account-id", "acme"});
  EXPECT_EQ(validate.wait(), 0) << validate.out();
  EXPECT_THAT(validate.out(), HasSubstr("1 cluster in 1 file: valid"));
}

TEST_F(OperatorOffline, InitOverwritesOnlyWhenForced) {
  const std::string file = (temp_.path() / "prod.yaml").string();
  const std::vector<std::string> arguments = {"init", "--name=prod", "--region=us-east-1",
                                              "--aws-account-id=012345678901", "--output-file=" + file};
  EXPECT_EQ(start(arguments).wait(), 0);
  const std::string first = read_text(file);
  EXPECT_THAT(first, HasSubstr("awsAccountId: \"012345678901\""));

  auto again = arguments;
  again[1] = "--name=other";
  auto refused = start(again);
  EXPECT_EQ(refused.wait(), 2);
  EXPECT_THAT(refused.err(), testing::AllOf(HasSubstr(file), HasSubstr("--force")));
  EXPECT_EQ(read_text(file), first);
  again.emplace_back("--force");
  EXPECT_EQ(start(again).wait(), 0);
  EXPECT_THAT(read_text(file), HasSubstr("name: other"));
}

TEST_F(OperatorOffline, InitSaysWhatIsLeftToFillIn) {
  auto process = start({"init", "--name", "prod"});
  EXPECT_EQ(process.wait(), 1);
  EXPECT_THAT(process.out(), HasSubstr("# region:"));
  EXPECT_THAT(process.err(), AllOf(HasSubstr("awsAccountId is required"), HasSubstr("region is required")));

  const std::string nowhere = (temp_.path() / "nowhere.json").string();
  for (const auto& [argument, hint] : std::map<std::string, std::string>{
           {"", "terraform output -json"}, {nowhere, nowhere}, {"/dev/null", "-json"}}) {
    auto refused = argument.empty() ? start({"init"}) : start({"init", argument});
    EXPECT_EQ(refused.wait(), 2) << argument;
    EXPECT_THAT(refused.err(), HasSubstr(hint));
    EXPECT_EQ(refused.out(), "");
  }
}

}  // namespace
}  // namespace fwop::e2e
