#include <gmock/gmock.h>

#include "operator_fixture.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

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
  EXPECT_THAT(process.err(), HasSubstr("awsAccountId and region"));

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
