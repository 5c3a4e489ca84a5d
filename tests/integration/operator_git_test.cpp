#include <unistd.h>

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "git_servers.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// `run --git`: the daemon follows a repository.
class OperatorGit : public OperatorLifecycle {
 protected:
  OperatorGit() { sources_.clear(); }

  static std::string cluster(const std::string& name, const std::string& spec = "") {
    return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + name +
           "}\nspec:\n  accountId: acme\n  fakeCluster: {projectId: p, location: l, clusterName: " + name +
           "}\n" + spec;
  }
  Daemon start_on_git(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--git=" + upstream_.url(), "--git-interval=100ms", "--sweep-interval=300ms",
                             "--deletion-grace=0s", "--api-budget=0"});
    return start_daemon(std::move(more));
  }
  static json condition(const Daemon& daemon) {
    const json all = json::parse(daemon.get("/api/v1/operator").body);
    for (const json& one : all.at("conditions")) {
      if (one.at("type") == "SourceReady") return one;
    }
    return json::object();
  }
  static std::string revision(const Daemon& daemon) {
    return json::parse(daemon.get("/api/v1/manifests").body).value("commit", "");
  }

  GitUpstream upstream_{temp_.path() / "upstream"};
};

TEST_F(OperatorGit, APushConvergesAndTheRevisionIsTold) {
  start_standin();
  const std::string first = upstream_.push("clusters/a.yaml", cluster("a"), "Add a");
  auto daemon = start_on_git({"--git-path=clusters"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.process().err();
  EXPECT_EQ(revision(daemon), first);
  const std::string second = upstream_.push("clusters/b.yaml", cluster("b"), "Add b");
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  EXPECT_EQ(revision(daemon), second);
  const json manifests = json::parse(daemon.get("/api/v1/manifests").body);
  EXPECT_EQ(manifests.at("author"), "Ann <ann@example.com>");
  EXPECT_EQ(manifests.at("subject"), "Add b");
  EXPECT_EQ(manifests.at("source"), upstream_.url());
  EXPECT_TRUE(eventually([&] { return condition(daemon).value("status", "") == "True"; }));
  EXPECT_TRUE(daemon.metric("fireworks_source_last_success_timestamp_seconds"));
  EXPECT_EQ(daemon.metric("fireworks_source_revision_info{commit=\"" + second + "\",source=\"" +
                          upstream_.url() + "\"}"),
            1);
}

TEST_F(OperatorGit, ABrokenCommitChangesNothingAndItsRevertHeals) {
  start_standin();
  upstream_.push("a.yaml", cluster("a"), "Add a");
  auto daemon = start_on_git();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  upstream_.push("a.yaml", cluster("a", "  bogus: 1\n"), "Break it");
  ASSERT_TRUE(eventually(
      [&] { return !json::parse(daemon.get("/api/v1/manifests").body).at("diagnostics").empty(); }));
  EXPECT_TRUE(daemon.all_are("Ready", 1));
  EXPECT_TRUE(daemon.cluster("a").value("staleManifest", false));
  upstream_.push("a.yaml", cluster("a", "  displayName: Healed\n"), "Mend it");
  EXPECT_TRUE(eventually([&] { return requests("update") == 1; }));
  EXPECT_EQ(effective_creates(), 1U);
}

TEST_F(OperatorGit, ARemovalInACommitIsARemoval) {
  start_standin();
  upstream_.push("a.yaml", cluster("a"), "Add a");
  upstream_.push("b.yaml", cluster("b", "  policy: {deletion: Delete}\n"), "Add b");
  auto daemon = start_on_git();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  upstream_.push_removal("b.yaml", "Remove b");
  EXPECT_TRUE(eventually([&] { return effective_deletes() == 1; }));
}

TEST_F(OperatorGit, AGitThatIsDownEmptiesNothingAndIsSaid) {
  start_standin();
  upstream_.push("a.yaml", cluster("a", "  policy: {deletion: Delete}\n"), "Add a");
  auto daemon = start_on_git();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto away = temp_.path() / "away.git";
  std::filesystem::rename(upstream_.bare(), away);
  ASSERT_TRUE(eventually([&] { return condition(daemon).value("status", "") == "False"; }));
  EXPECT_EQ(condition(daemon).at("reason"), "GitUnreachable");
  EXPECT_EQ(daemon.get("/healthz").status, 200);
  EXPECT_GE(daemon.metric("fireworks_source_failures_total{reason=\"GitUnreachable\"}").value_or(0), 1);
  stop(daemon);

  // Down at the start as well: the last commit is still ours to follow.
  auto again = start_on_git();
  ASSERT_TRUE(eventually([&] { return again.all_are("Ready", 1); })) << again.process().err();
  EXPECT_TRUE(eventually([&] { return condition(again).value("reason", "") == "GitUnreachable"; }));
  EXPECT_EQ(revision(again), upstream_.head());
  EXPECT_EQ(again.get("/healthz").status, 200);
  EXPECT_EQ(effective_deletes(), 0U);
  std::filesystem::rename(away, upstream_.bare());
  EXPECT_TRUE(eventually([&] { return condition(again).value("status", "") == "True"; }));
}

TEST_F(OperatorGit, ACommitWithoutTheFolderIsNotTaken) {
  start_standin();
  const std::string good =
      upstream_.push("clusters/a.yaml", cluster("a", "  policy: {deletion: Delete}\n"), "Add a");
  auto daemon = start_on_git({"--git-path=clusters"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  upstream_.git({"mv", "clusters", "elsewhere"});
  upstream_.push("README", "moved\n", "Move the folder");
  ASSERT_TRUE(eventually([&] { return condition(daemon).value("reason", "") == "GitRefGone"; }));
  stop(daemon);
  auto again = start_on_git({"--git-path=clusters"});
  ASSERT_TRUE(eventually([&] { return condition(again).value("reason", "") == "GitRefGone"; }));
  EXPECT_TRUE(eventually([&] { return again.all_are("Ready", 1); }));
  EXPECT_EQ(revision(again), good);
  EXPECT_EQ(effective_deletes(), 0U);
}

TEST_F(OperatorGit, ADeletedBranchLeavesTheLastCommitInForce) {
  start_standin();
  upstream_.push("a.yaml", cluster("a", "  policy: {deletion: Delete}\n"), "Add a");
  upstream_.git({"push", "-q", "origin", "HEAD:refs/heads/live"});
  auto daemon = start_on_git({"--git-ref=live"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  upstream_.git({"push", "-q", "origin", ":refs/heads/live"});
  ASSERT_TRUE(eventually([&] { return condition(daemon).value("reason", "") == "GitRefGone"; }));
  EXPECT_TRUE(daemon.all_are("Ready", 1));
  EXPECT_EQ(effective_deletes(), 0U);
}

TEST_F(OperatorGit, APersonsSettingsOfGitChangeNothing) {
  start_standin();
  const std::string commit = upstream_.push("a.yaml", cluster("a"), "Add a");
  GitUpstream other(temp_.path() / "other");
  other.push("a.yaml", cluster("b"), "Add b");
  const std::string settings = "[url \"" + other.url() + "\"]\n  insteadOf = " + upstream_.url() +
                               "\n[core]\n  excludesFile = " + (temp_.path() / "ignore").string() + "\n";
  const auto home = temp_.path() / "home";
  std::filesystem::create_directories(home / ".config" / "git");
  write_text(home / ".gitconfig", settings);
  write_text(home / ".config" / "git" / "config", settings);
  write_text(home / ".config" / "git" / "ignore", "*\n");
  write_text(temp_.path() / "ignore", "*\n");
  const std::map<std::string, std::string> environment = {{"HOME", home.string()},
                                                          {"XDG_CONFIG_HOME", (home / ".config").string()}};
  run_tool(temp_.path() / "init", "/usr/bin/git",
           {"init", "-q", "--bare", (temp_.path() / "store").string()});
  auto fetch = start(
      {"git-fetch", "--store=" + (temp_.path() / "store").string(), "--git=" + upstream_.url()}, environment);
  EXPECT_EQ(fetch.wait(), 0);
  EXPECT_EQ(json::parse(fetch.out()).value("commit", fetch.out()), commit);

  write_text(upstream_.work() / ".fireworksignore", "none.yaml\n");
  auto validate = start({"validate", upstream_.work().string()}, environment);
  EXPECT_EQ(validate.wait(), 0) << validate.out();
}

TEST_F(OperatorGit, PlanReadsACommitTheSameWay) {
  start_standin();
  const std::string commit = upstream_.push("clusters/a.yaml", cluster("a"), "Add a");
  auto process = start({"plan", "--git=" + upstream_.url(), "--git-path=clusters", "--output=json",
                        "--api-url=" + standin_->base_url()},
                       {{"FIREWORKS_API_KEY", kKey}, {"XDG_STATE_HOME", (temp_.path() / "none").string()}});
  EXPECT_EQ(process.wait(), 2) << process.err();
  const json plan = json::parse(process.out());
  EXPECT_EQ(plan.at("revision").at("commit"), commit);
  EXPECT_EQ(plan.at("clusters").at(0).at("action"), "create");
  EXPECT_EQ(plan.at("clusters").at(0).at("origin").at("file"), "clusters/a.yaml");
}

TEST_F(OperatorGit, AServerThatHangsDelaysNoStop) {
  start_standin();
  // It takes the connection and never says a word.
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 8), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/hangs.git";
  auto daemon = start_daemon({"--git=" + url, "--git-timeout=1h"});
  const int connection = ::accept(listener, nullptr, nullptr);
  EXPECT_GE(connection, 0);
  EXPECT_EQ(daemon.get("/healthz").status, 200);
  EXPECT_EQ(daemon.get("/readyz").status, 503);
  stop(daemon);
  ::close(connection);
  ::close(listener);
}

TEST_F(OperatorGit, AServerThatHangsIsGivenUpInTime) {
  start_standin();
  const HeldPort unused;
  auto daemon = start_daemon({"--git=http://127.0.0.1:" + std::to_string(unused.number()) + "/a.git"});
  ASSERT_TRUE(eventually([&] { return condition(daemon).value("reason", "") == "GitUnreachable"; }));
  EXPECT_TRUE(daemon.clusters().empty());
}

TEST_F(OperatorGit, WhatIsWrongWithTheFlagsIsSaidAtOnce) {
  start_standin();
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    auto process = start(std::move(arguments), {{"FIREWORKS_API_KEY", kKey}});
    EXPECT_EQ(process.wait(), 2);
    return process.err();
  };
  EXPECT_THAT(refused({folder_.string(), "--git=" + upstream_.url()}), HasSubstr("exclude each other"));
  EXPECT_THAT(refused({}), HasSubstr("PATH is required"));
  EXPECT_THAT(refused({"--git=ssh://git@example.com/a.git"}), HasSubstr("--git-known-hosts"));
}

}  // namespace
}  // namespace fwop::e2e
