#include <gmock/gmock.h>

#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// `apply`: once, to the end.
class OperatorApply : public OperatorLifecycle {
 protected:
  Process start_apply(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"apply",
                                          folder_.string(),
                                          "--account-id=acme",
                                          "--api-url=" + standin_->base_url(),
                                          "--state-dir=" + state_.string(),
                                          "--first-poll=50ms"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return start(std::move(arguments), {{"FIREWORKS_API_KEY", kKey}});
  }
  /// Its exit code; what it printed is in `out_` and `err_`.
  int apply(std::vector<std::string> more = {}) {
    auto process = start_apply(std::move(more));
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  }

  std::string out_;
  std::string err_;
};

TEST_F(OperatorApply, WaitsUntilAllIsReadyAndTellsTheWay) {
  start_standin();
  declare_with("a", "");
  declare_with("b", "");
  EXPECT_EQ(apply(), 0) << out_ << err_;
  EXPECT_THAT(out_, HasSubstr("a READY Ready: READY as declared"));
  EXPECT_THAT(out_, HasSubstr("2 clusters: 2 Ready"));
  EXPECT_THAT(out_, Not(HasSubstr("\x1b")));
  EXPECT_EQ(requests("create"), 2U);
  EXPECT_EQ(apply(), 0) << out_ << err_;
  EXPECT_EQ(requests("create"), 2U);
}

TEST_F(OperatorApply, FollowsARemovalToItsEnd) {
  start_standin();
  declare_with("kept", "");
  for (const char* name : {"deleted", "let-go"}) {
    declare_with(name, std::string("  policy: {deletion: ") + (name[0] == 'd' ? "Delete" : "Retain") + "}\n");
  }
  ASSERT_EQ(apply(), 0) << out_ << err_;
  remove("deleted");
  remove("let-go");
  EXPECT_EQ(apply(), 0) << out_ << err_;
  EXPECT_EQ(effective_deletes(), 1U);
  EXPECT_THAT(out_, HasSubstr("1 cluster: 1 Ready"));
}

TEST_F(OperatorApply, AFailedClusterIsExitOneAndInBothReports) {
  start_standin(
      R"({"rules": [{"match": {"verb": "create", "cluster": "bad"}, "fail": {"code": "RESOURCE_EXHAUSTED", "message": "no <capacity> & \"quota\""}}]})");
  declare_with("good", "");
  declare_with("bad", "");
  write_text(folder_ / "broken.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  const auto junit = temp_.path() / "junit.xml";
  const auto summary = temp_.path() / "summary.json";
  EXPECT_EQ(apply({"--junit=" + junit.string(), "--summary=" + summary.string()}), 1);
  Process parser({.program = "/usr/bin/python3",
                  .arguments = {"-c",
                                "import sys, xml.etree.ElementTree as t\n"
                                "s = t.parse(sys.argv[1]).getroot()\n"
                                "print(s.get('tests'), s.get('failures'), [c.get('name') for c in s if "
                                "c.find('failure') is None])\n",
                                junit.string()},
                  .environment = {},
                  .output_prefix = temp_.path() / "parser"});
  ASSERT_EQ(parser.wait(), 0) << parser.err();
  // The broken file's three mistakes count one each.
  EXPECT_THAT(parser.out(), HasSubstr("['good']"));
  const json report = json::parse(read_text(summary));
  EXPECT_EQ(report.at("ended"), "settled");
  EXPECT_EQ(report.at("exitCode"), 1);
  EXPECT_EQ(report.at("clusters").size(), 2U);
  EXPECT_FALSE(report.at("diagnostics").empty());
}

TEST_F(OperatorApply, JUnitIsXmlWhateverMessagesAndFileNamesHold) {
  start_standin(R"({"rules": [{"match": {"verb": "create"}, "fail": {"code": "RESOURCE_EXHAUSTED",)"
                R"( "message": "a ]]> b \u0001\u001b[31m\u007f\u0085\uffff\ufffe <![CDATA[ &#0; ' c"}}]})");
  declare_with("bad", "");
  write_text(folder_ / "esc\x1b[31m\nline \xff\xc3 ]]>.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  const auto junit = temp_.path() / "junit.xml";
  EXPECT_EQ(apply({"--junit=" + junit.string()}), 1);
  Process parser({.program = "/usr/bin/python3",
                  .arguments = {"-c",
                                "import sys, xml.dom.minidom as m\n"
                                "f = m.parse(sys.argv[1]).getElementsByTagName('failure')\n"
                                "print([x.getAttribute('message') for x in f])\n",
                                junit.string()},
                  .environment = {},
                  .output_prefix = temp_.path() / "parser"});
  ASSERT_EQ(parser.wait(), 0) << parser.err();
  EXPECT_THAT(parser.out(), HasSubstr("a ]]> b   [31m"));
  EXPECT_THAT(parser.out(), HasSubstr("<![CDATA[ &#0; ' c"));
  EXPECT_EQ((out_ + err_).find('\x1b'), std::string::npos);
}

TEST_F(OperatorApply, EndsAtItsTimeoutAndSaysWhatGoesOn) {
  start_standin({}, std::chrono::hours(1));
  declare_with("slow", "");
  EXPECT_EQ(apply({"--timeout=500ms"}), 1);
  EXPECT_THAT(out_, HasSubstr("apply timed out; nothing is undone"));
  EXPECT_THAT(out_, HasSubstr("still CREATING at the API: accounts/acme/clusters/slow"));
}

TEST_F(OperatorApply, CtrlCLeavesEverythingAndSaysWhatGoesOn) {
  start_standin({}, std::chrono::hours(1));
  declare_with("slow", "");
  auto process = start_apply();
  ASSERT_TRUE(eventually([&] { return process.out().find("slow CREATING") != std::string::npos; }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 1);
  EXPECT_THAT(process.out(), HasSubstr("apply interrupted; nothing is undone"));
  EXPECT_THAT(process.out(), HasSubstr("still CREATING at the API: accounts/acme/clusters/slow"));
  EXPECT_EQ(requests("create"), 1U);
  EXPECT_EQ(effective_deletes(), 0U);
}

TEST_F(OperatorApply, BesideADaemonItIsRefused) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  EXPECT_EQ(apply(), 2);
  EXPECT_THAT(err_, HasSubstr(state_.string()));
}

}  // namespace
}  // namespace fwop::e2e
