#include <chrono>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "git_servers.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// `plan`, and that `run` then does just that.
class OperatorPlan : public OperatorLifecycle {
 protected:
  /// Its exit code; what it printed is in `out_` and `err_`.
  int plan(std::vector<std::string> more = {}, const std::string& key = kKey) {
    std::vector<std::string> arguments = {"plan", folder_.string(), "--account-id=acme",
                                          "--api-url=" + standin_->base_url()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto process = start(std::move(arguments),
                         {{"FIREWORKS_API_KEY", key}, {"XDG_STATE_HOME", (temp_.path() / "none").string()}});
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  }
  int plan_with_journal(std::vector<std::string> more = {}) {
    more.push_back("--state-dir=" + state_.string());
    return plan(std::move(more));
  }
  /// Of the last plan with `-o json`: what is to be done about that cluster.
  std::string action(const std::string& cluster) const {
    const json plan = json::parse(out_);
    for (const json& one : plan.at("clusters")) {
      if (one.at("clusterId") == cluster) return one.at("action");
    }
    return "not planned";
  }
  std::uint64_t changes_sent() const { return requests("create") + requests("update") + requests("delete"); }

  void converge(std::size_t clusters) {
    auto daemon = start_lasting();
    ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", clusters); })) << daemon.clusters().dump(2);
    stop(daemon);
  }

  /// What the sqlite3 shell prints for that, of the journal of a daemon that has ended.
  std::string by_hand(const std::string& sql) {
    Process shell(
        {.program = "/usr/bin/python3",
         .arguments = {"-c",
                       "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]); "
                       "print('\\n'.join(str(row[0]) for row in base.execute(sys.argv[2])), end=''); "
                       "base.commit()",
                       (state_ / "journal.db").string(), sql},
         .environment = {},
         .output_prefix = temp_.path() / "sqlite"});
    EXPECT_EQ(shell.wait(), 0) << shell.err();
    return shell.out();
  }

  std::string out_;
  std::string err_;
};

TEST_F(OperatorPlan, ShowsACreateFieldByFieldAndSendsNothing) {
  start_standin();
  declare_with("prod", "  displayName: Production\n");
  EXPECT_EQ(plan(), 2) << err_;
  EXPECT_THAT(out_, HasSubstr("create    acme/prod"));
  EXPECT_THAT(out_, HasSubstr("displayName              \"Production\""));
  EXPECT_THAT(out_, HasSubstr("1 to create"));
  EXPECT_THAT(out_, HasSubstr("no journal was read"));
  EXPECT_EQ(changes_sent(), 0U);
  EXPECT_GT(requests("list"), 0U);
}

TEST_F(OperatorPlan, IsEmptyOnceRunHasDoneIt) {
  start_standin();
  declare_with("a", "");
  declare_with("b", "");
  converge(2);
  const auto sent = changes_sent();
  EXPECT_EQ(plan_with_journal(), 0) << out_ << err_;
  EXPECT_THAT(out_, HasSubstr("2 unchanged"));
  // Without the journal the clusters are a stranger's that are just as declared.
  EXPECT_EQ(plan(), 0) << out_;
  EXPECT_THAT(out_, HasSubstr("2 to adopt"));
  EXPECT_EQ(changes_sent(), sent);
}

TEST_F(OperatorPlan, TellsAnUpdateARefusalACreateADeleteAndWhatIsLetGo) {
  start_standin();
  declare_with("renamed", "  displayName: Before\n");
  declare_with("moved", "");
  declare_with("dropped", "  policy: {deletion: Delete}\n");
  declare_with("kept", "");
  converge(4);
  declare_with("renamed", "  displayName: After\n");
  replace_text(folder_ / "moved.yaml",
               "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: moved}\nspec:\n"
               "  fakeCluster: {projectId: p, location: elsewhere, clusterName: moved}\n");
  declare_with("added", "");
  remove("dropped");
  remove("kept");
  const auto sent = changes_sent();

  EXPECT_EQ(plan_with_journal({"-o", "json"}), 2) << err_;
  EXPECT_EQ(action("renamed"), "update");
  EXPECT_EQ(action("moved"), "refused");
  EXPECT_EQ(action("added"), "create");
  EXPECT_EQ(action("dropped"), "delete");
  EXPECT_EQ(action("kept"), "release");
  EXPECT_EQ(changes_sent(), sent);

  EXPECT_EQ(plan_with_journal(), 2);
  EXPECT_THAT(out_, HasSubstr("displayName  \"Before\" -> \"After\""));
  EXPECT_THAT(out_,
              HasSubstr("fakeCluster.location  \"l\" -> \"elsewhere\"  (cannot be changed after create)"));
  EXPECT_EQ(plan_with_journal({"-o", "markdown"}), 2);
  EXPECT_THAT(out_, HasSubstr("| update | acme/renamed | displayName: \"Before\" → \"After\" |"));
}

TEST_F(OperatorPlan, ReadsTheJournalOfADaemonThatRuns) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  // What it is about to write lingers for a moment.
  EXPECT_TRUE(eventually([&] { return plan_with_journal() == 0 && out_.starts_with("1 unchanged"); }))
      << out_ << err_;
}

TEST_F(OperatorPlan, SaysWhatTheBrakeWouldHold) {
  start_standin();
  for (const char* name : {"a", "b", "c"}) declare_with(name, "  policy: {deletion: Delete}\n");
  declare_with("d", "");
  converge(4);
  for (const char* name : {"a", "b", "c"}) remove(name);
  EXPECT_EQ(plan_with_journal(), 2);
  EXPECT_THAT(out_, HasSubstr("1 to delete, 2 held by the brake, 1 unchanged"));
  EXPECT_EQ(plan_with_journal({"--max-delete-percent=100"}), 2);
  EXPECT_THAT(out_, HasSubstr("3 to delete, 1 unchanged"));
}

TEST_F(OperatorPlan, ShowsAChangeThatWaitsForTheClusterToComeUp) {
  start_standin({}, std::chrono::hours(1));
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.cluster("prod").value("state", "") == "CREATING"; }));
  // With its end, all that it knows is on disk.
  stop(daemon);
  EXPECT_EQ(plan_with_journal(), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("1 on the way"));
  declare_with("prod", "  displayName: Edited meanwhile\n");
  EXPECT_EQ(plan_with_journal(), 2) << err_;
  EXPECT_THAT(out_, HasSubstr("displayName  \"\" -> \"Edited meanwhile\"\n        once it is READY"));
  EXPECT_EQ(plan_with_journal({"-o", "json"}), 2);
  EXPECT_EQ(action("prod"), "update");
}

TEST_F(OperatorPlan, WhatAPolicyHoldsIsNotRefused) {
  start_standin(R"({"rules": [{"match": {"verb": "create", "cluster": "bad"},
                               "fail": {"code": "PERMISSION_DENIED", "message": "no such role"}}]})");
  declare_with("bad", "");
  declare_with("drifted", "  displayName: Declared\n  policy: {drift: Report}\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] {
    return daemon.cluster("bad").value("reason", "") == "ClusterFailed" &&
           daemon.cluster("drifted").value("verdict", "") == "Ready";
  })) << daemon.clusters().dump(2);
  EXPECT_EQ(
      request(standin_->port(), "PATCH", "/_standin/clusters/acme/drifted", R"({"displayName": "By hand"})")
          .status,
      200);
  ASSERT_TRUE(eventually([&] { return daemon.cluster("drifted").value("reason", "") == "DriftReported"; }));
  EXPECT_EQ(plan_with_journal(), 2) << err_;
  EXPECT_THAT(out_, HasSubstr("2 held by policy"));
  EXPECT_THAT(out_, HasSubstr("policy.onFailed: Recreate"));
  EXPECT_THAT(out_, HasSubstr("policy.drift: Heal"));
  EXPECT_THAT(out_, Not(HasSubstr("refused")));
}

TEST_F(OperatorPlan, VerifiesTheCommitThatItReads) {
  start_standin();
  GitUpstream upstream(temp_.path() / "upstream");
  const auto ann = temp_.path() / "ann";
  make_ssh_key(ann);
  const auto signers = temp_.path() / "allowed_signers";
  write_text(signers, "ann@example.com namespaces=\"git\" " + read_text(ann.string() + ".pub"));
  upstream.push("prod.yaml", manifest("prod"), "Not signed");
  const auto plan_git = [&](const std::string& verify) {
    auto process = start({"plan", "--account-id=acme", "--api-url=" + standin_->base_url(),
                          "--git=" + upstream.url(), "--git-verify=" + verify},
                         {{"FIREWORKS_API_KEY", kKey}, {"XDG_STATE_HOME", (temp_.path() / "none").string()}});
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  };
  EXPECT_EQ(plan_git("/nonexistent"), 1);
  EXPECT_THAT(err_, HasSubstr("/nonexistent"));
  EXPECT_EQ(out_, "");
  EXPECT_EQ(plan_git(signers.string()), 1);
  EXPECT_THAT(err_, HasSubstr("it is not signed"));
  EXPECT_EQ(out_, "");
  upstream.sign_with(ann);
  upstream.push("more.yaml", manifest("more"), "Signed");
  EXPECT_EQ(plan_git(signers.string()), 2) << err_;
  EXPECT_THAT(out_, HasSubstr("2 to create"));
}

TEST_F(OperatorPlan, ItsJsonKeepsToItsSchema) {
  start_standin();
  declare_with("prod", "");
  declare_with("kept", "");
  write_text(folder_ / "broken.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  EXPECT_EQ(plan({"-o", "json"}), 1) << err_;
  const auto file = temp_.path() / "plan.json";
  write_text(file, out_);
  Process checker({.program = "/usr/bin/jsonschema",
                   .arguments = {"-i", file.string(), FWOP_PLAN_SCHEMA},
                   .environment = {},
                   .output_prefix = temp_.path() / "checker"});
  EXPECT_EQ(checker.wait(), 0) << checker.out() << checker.err();
}

TEST_F(OperatorPlan, WhereItIsRequiredNothingIsDoneWithoutAnApprovedOne) {
  start_standin();
  declare_with("a", "");
  const auto approved = temp_.path() / "approved";
  write_text(approved, "none yet\n");
  const auto require = "--require-plan=" + approved.string();
  auto daemon = start_lasting({require});
  ASSERT_TRUE(eventually([&] { return daemon.cluster("a").value("reason", "") == "PlanNotApproved"; }))
      << daemon.clusters().dump(2);
  EXPECT_EQ(changes_sent(), 0U);

  EXPECT_EQ(plan({"-o", "json"}), 2);
  write_text(approved, out_);
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
  EXPECT_EQ(requests("create"), 1U);

  // Another declaration needs another plan; and one that the world has left behind is none.
  declare_with("b", "");
  ASSERT_TRUE(eventually([&] { return daemon.cluster("b").value("reason", "") == "PlanNotApproved"; }));
  EXPECT_EQ(plan_with_journal(), 2);
  const std::string stale = out_;
  declare_with("b", "  displayName: Not what was approved\n");
  ASSERT_TRUE(eventually([&] { return daemon.cluster("b").value("generation", 0) == 2; }));
  write_text(approved, stale);
  stop(daemon);
  auto again = start_lasting({require});
  ASSERT_TRUE(eventually([&] { return again.cluster("b").value("reason", "") == "PlanNotApproved"; }));
  // What was let through before goes on: `a` is still as declared.
  EXPECT_EQ(again.cluster("a").value("verdict", ""), "Ready");
  EXPECT_EQ(requests("create"), 1U);
  EXPECT_EQ(plan_with_journal(), 2);
  write_text(approved, stale + out_);
  EXPECT_TRUE(eventually([&] { return again.all_are("Ready", 2); })) << again.clusters().dump(2);
}

// The clusters come up one after the other, and the daemon is stopped in between.
TEST_F(OperatorPlan, ARestartInTheMiddleOfAnApprovedPlanGoesOn) {
  start_standin(R"({"rules": [{"match": {"verb": "create", "cluster": "b"}, "times": 3, "status": 503}]})");
  declare_with("a", "");
  declare_with("b", "");
  const auto approved = temp_.path() / "approved";
  EXPECT_EQ(plan({"-o", "json"}), 2);
  write_text(approved, out_);
  const auto require = "--require-plan=" + approved.string();
  auto daemon = start_lasting({require});
  ASSERT_TRUE(eventually([&] { return requests("create") >= 2; })) << daemon.clusters().dump(2);
  stop(daemon);
  // What is there now is another plan, and nobody approves any.
  write_text(approved, "");
  auto again = start_lasting({require});
  EXPECT_TRUE(eventually([&] { return again.all_are("Ready", 2); })) << again.clusters().dump(2);
  EXPECT_FALSE(std::filesystem::exists(state_ / "plan-in-force")) << "the journal holds it";
  stop(again);

  declare_with("c", "");
  auto third = start_lasting({require});
  EXPECT_TRUE(eventually([&] { return third.cluster("c").value("reason", "") == "PlanNotApproved"; }));
}

TEST_F(OperatorPlan, WhatAnEarlierReleaseLetThroughIsTakenOverOnce) {
  start_standin();
  declare_with("a", "  displayName: Declared\n");
  const auto approved = temp_.path() / "approved";
  EXPECT_EQ(plan({"-o", "json"}), 2);
  write_text(approved, out_);
  const auto require = "--require-plan=" + approved.string();
  auto daemon = start_lasting({require});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  stop(daemon);
  // As an earlier release leaves it: in a file, and not in the journal.
  const std::string declaration = by_hand("SELECT declaration FROM plan_in_force");
  EXPECT_EQ(declaration.size(), 64U);
  by_hand("DELETE FROM plan_in_force");
  write_text(state_ / "plan-in-force", declaration + "\n");
  write_text(approved, "");
  EXPECT_EQ(
      request(standin_->port(), "PATCH", "/_standin/clusters/acme/a", R"({"displayName": "By hand"})").status,
      200);
  auto again = start_lasting({require});
  EXPECT_TRUE(eventually([&] { return requests("update") == 1 && again.all_are("Ready", 1); }))
      << again.clusters().dump(2);
  EXPECT_FALSE(std::filesystem::exists(state_ / "plan-in-force"));
  stop(again);
  EXPECT_EQ(by_hand("SELECT declaration FROM plan_in_force"), declaration);
}

TEST_F(OperatorPlan, WhatIsApprovedWaitsUntilTheJournalKeepsThat) {
  start_standin();
  declare_with("a", "");
  const auto approved = temp_.path() / "approved";
  auto daemon = start_lasting({"--require-plan=" + approved.string()});
  ASSERT_TRUE(eventually([&] { return daemon.cluster("a").value("reason", "") == "PlanNotApproved"; }));
  EXPECT_EQ(plan({"-o", "json"}), 2);
  std::filesystem::rename(state_ / "journal.db", state_ / "elsewhere");
  write_text(approved, out_);
  ASSERT_TRUE(eventually([&] {
    return daemon.cluster("a")
               .value("message", "")
               .find("its plan is approved, but the journal cannot keep that: ") != std::string::npos;
  })) << daemon.clusters().dump(2);
  EXPECT_EQ(changes_sent(), 0U);
  std::filesystem::rename(state_ / "elsewhere", state_ / "journal.db");
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);
  EXPECT_EQ(requests("create"), 1U);
}

TEST_F(OperatorPlan, AnApprovedFileThatIsAFifoStopsNothing) {
  start_standin();
  declare_with("a", "");
  const auto fifo = temp_.path() / "approved";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  // Somebody holds it open and writes nothing: it can be read from, and never ends.
  const int writer = ::open(fifo.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(writer, 0);
  auto daemon = start_lasting({"--require-plan=" + fifo.string()});
  ASSERT_TRUE(eventually([&] {
    return daemon.cluster("a").value("message", "").find("was not written completely within a second") !=
           std::string::npos;
  })) << daemon.clusters().dump(2);
  // Over more than one look at the file.
  for (int i = 0; i < 60; ++i) {
    const auto asked = std::chrono::steady_clock::now();
    EXPECT_EQ(daemon.get("/healthz").status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds(500));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(changes_sent(), 0U);
  ::close(writer);
  stop(daemon);
}

TEST_F(OperatorPlan, TheApprovedOnesMayBeOnAWebServer) {
  start_standin();
  declare_with("a", "");
  const auto site = temp_.path() / "site";
  std::filesystem::create_directory(site);
  const std::uint16_t port = HeldPort().number();
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/approved";
  auto daemon = start_lasting({"--require-plan=" + url});
  const auto says = [&](const std::string& text) {
    return daemon.cluster("a").value("message", "").find(text) != std::string::npos;
  };
  // Nobody serves there: nothing is approved, and it is said.
  ASSERT_TRUE(eventually([&] { return says("no approved plan can be read"); })) << daemon.clusters().dump(2);
  EXPECT_EQ(changes_sent(), 0U);
  EXPECT_EQ(plan({"-o", "json"}), 2);
  write_text(site / "approved", out_);
  ProcessOptions options;
  options.program = "/usr/bin/python3";
  options.arguments = {"-m",        "http.server", std::to_string(port), "--bind",
                       "127.0.0.1", "--directory", site.string()};
  options.output_prefix = temp_.path() / "server";
  const Process server(std::move(options));
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.clusters().dump(2);

  auto refused = start({"run", folder_.string(), "--require-plan=ftp://example.com/plan", "--standin",
                        "--state-dir=" + (temp_.path() / "other").string()});
  EXPECT_EQ(refused.wait(), 2);
  EXPECT_THAT(refused.err(), HasSubstr("--require-plan ftp://example.com/plan: "));
}

TEST_F(OperatorPlan, AHashStandsForWhatIsDesiredAndWhatIsThere) {
  start_standin();
  declare_with("prod", "");
  const auto hash = [this] {
    plan({"-o", "json"});
    return json::parse(out_).at("hash").get<std::string>();
  };
  const std::string first = hash();
  EXPECT_EQ(hash(), first);
  // Another order of fields and a comment declare the same.
  declare_with("prod", "  # the same\n");
  EXPECT_EQ(hash(), first);
  declare_with("prod", "  displayName: Another\n");
  EXPECT_NE(hash(), first);
  declare_with("prod", "");
  converge(1);
  EXPECT_NE(hash(), first);
}

TEST_F(OperatorPlan, AnErrorInAManifestIsExitOneAndHoldsNothingElseBack) {
  start_standin();
  declare_with("prod", "");
  write_text(folder_ / "broken.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  EXPECT_EQ(plan(), 1);
  EXPECT_THAT(out_, HasSubstr("broken.yaml:"));
  EXPECT_THAT(out_, HasSubstr("1 to create"));
}

TEST_F(OperatorPlan, AKeyThatIsRefusedIsToldAtOnceAndNothingIsClaimed) {
  start_standin(R"({"rules": [{"match": {"verb": "list"}, "status": 401, "message": "no such key"}]})");
  declare_with("prod", "");
  EXPECT_EQ(plan({"--timeout=1h"}), 1);
  EXPECT_THAT(out_, HasSubstr("1 unknown"));
  EXPECT_THAT(out_, HasSubstr("account acme: "));
  EXPECT_THAT(out_, Not(HasSubstr("to create")));
}

TEST_F(OperatorPlan, AReadThatFailsIsTriedAgainBeforeAnythingIsTold) {
  start_standin();
  declare_with("prod", "  displayName: Before\n");
  converge(1);
  declare_with("prod", "  displayName: After\n");
  EXPECT_EQ(request(standin_->port(), "PUT", "/_standin/faults",
                    R"({"rules": [{"match": {"verb": "get"}, "times": 1, "garbage": true}]})")
                .status,
            200);
  EXPECT_EQ(plan_with_journal(), 2) << out_ << err_;
  EXPECT_THAT(out_, HasSubstr("1 to update"));
}

TEST_F(OperatorPlan, AnApiThatIsDownLeavesAllUnknown) {
  start_standin(R"({"rules": [{"match": {"verb": "list"}, "status": 503}]})");
  declare_with("prod", "");
  EXPECT_EQ(plan({"--timeout=300ms"}), 1);
  EXPECT_THAT(out_, HasSubstr("1 unknown"));
}

TEST_F(OperatorPlan, WhatCannotBeStartedIsExitOneToo) {
  start_standin();
  EXPECT_EQ(plan({"--state-dir=" + (temp_.path() / "nowhere").string()}), 1);
  EXPECT_THAT(err_, HasSubstr("there is no journal in"));
  EXPECT_THAT(err_, HasSubstr("none is read"));
  EXPECT_EQ(plan({"--no-such-flag"}), 1);
  EXPECT_THAT(err_, HasSubstr("--no-such-flag"));
}

}  // namespace
}  // namespace fwop::e2e
