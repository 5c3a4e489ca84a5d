#include <gmock/gmock.h>

#include "git_servers.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// `why` and `describe`, against the real daemon.
class OperatorWhy : public OperatorLifecycle {
 protected:
  int tell(const std::string& command, const Daemon& daemon, const std::string& name,
           std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {command, name, "--status-address=" + daemon.address()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto process = start(std::move(arguments));
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  }
  /// What is written lingers for a moment.
  bool eventually_tells(const std::string& command, const Daemon& daemon, const std::string& name,
                        const std::string& text) {
    return eventually(
        [&] { return tell(command, daemon, name) == 0 && out_.find(text) != std::string::npos; });
  }

  /// The event of a call with that verb; null when there is none.
  static json call_in(const json& events, const std::string& verb) {
    for (const json& event : events) {
      if (event.contains("call") && event.at("call").at("verb") == verb) return event;
    }
    return nullptr;
  }

  std::string out_;
  std::string err_;
};

TEST_F(OperatorWhy, GoesFromTheCommitToTheCall) {
  start_standin();
  GitUpstream upstream(temp_.path() / "upstream");
  const auto manifest_with = [](const std::string& more) {
    return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: prod}\nspec:\n"
           "  fakeCluster: {projectId: p, location: l, clusterName: prod}\n" +
           more;
  };
  const std::string first = upstream.push("prod.yaml", manifest_with(""), "Add prod");
  sources_ = {"--git=" + upstream.url()};
  auto daemon = start_lasting({"--git-interval=100ms"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  ASSERT_TRUE(eventually_tells("why", daemon, "prod", "READY as declared")) << out_;
  EXPECT_TRUE(eventually_tells("why", daemon, "prod",
                               "(commit " + first.substr(0, 12) + " by Ann <ann@example.com>: Add prod)"))
      << out_;
  EXPECT_TRUE(eventually_tells("why", daemon, "prod", "create: HTTP 200")) << out_;
  EXPECT_THAT(out_, HasSubstr("which sent    POST /v1/accounts/acme/clusters {\"cluster\""));
  EXPECT_THAT(out_, AllOf(HasSubstr("prod.yaml:1"), HasSubstr("request id "), HasSubstr("next look")));
  ASSERT_EQ(tell("why", daemon, "prod", {"-o", "json"}), 0) << err_;
  const json create = call_in(json::parse(out_).at("events"), "create");
  EXPECT_EQ(create.at("call").at("httpStatus"), 200);
  EXPECT_EQ(create.at("call").at("request"), "POST /v1/accounts/acme/clusters");
  EXPECT_TRUE(create.at("call").at("durationMs").is_number_integer());
  EXPECT_THAT(create.at("call").at("requestId").get<std::string>(), Not(IsEmpty()));
  EXPECT_THAT(
      create.at("message").get<std::string>(),
      AllOf(StartsWith("create: HTTP 200, "), HasSubstr("; it sent POST /v1/accounts/acme/clusters " +
                                                        create.at("call").at("body").get<std::string>())));

  upstream.push("prod.yaml", manifest_with("  displayName: Renamed\n"), "Rename it");
  EXPECT_TRUE(eventually_tells("why", daemon, "prod", "update: HTTP 200")) << out_;
  EXPECT_THAT(out_, HasSubstr("displayName \"\" -> \"Renamed\" (commit "));
  EXPECT_THAT(out_, HasSubstr("Rename it)"));
}

TEST_F(OperatorWhy, TellsARefusalWithWhatToDo) {
  start_standin(R"({"rules": [{"match": {"verb": "create"}, "status": 403, "message": "quota of GPUs"}]})");
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually_tells("why", daemon, "prod", "create: HTTP 403")) << out_;
  EXPECT_THAT(out_, AllOf(HasSubstr("Failed, PermissionDenied"), HasSubstr("quota of GPUs"),
                          HasSubstr("next step     Check the account id"), HasSubstr("next try"),
                          HasSubstr("1 in a row")));
}

TEST_F(OperatorWhy, TellsWhyNothingHappens) {
  start_standin();
  declare_with("asleep", "  policy: {suspend: {reason: a freeze, owner: ann}}\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually_tells("why", daemon, "asleep", "Suspended")) << out_;
  EXPECT_THAT(out_, HasSubstr("suspended in its manifest by ann: a freeze"));
  EXPECT_EQ(tell("why", daemon, "aslep"), 1);
  EXPECT_THAT(err_, HasSubstr("did you mean asleep?"));
  write_text(folder_ / "broken.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  EXPECT_TRUE(eventually(
      [&] { return tell("why", daemon, "broken") == 1 && err_.find("broken.yaml:") != std::string::npos; }));
}

TEST_F(OperatorWhy, DescribeHasConditionsAndHistoryAlsoAfterARestart) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually_tells("describe", daemon, "prod", "create: HTTP 200")) << out_;
  EXPECT_THAT(out_,
              AllOf(HasSubstr("Reconciling"), HasSubstr("accounts/acme/clusters/prod"), HasSubstr("owned")));
  stop(daemon);
  auto again = start_lasting();
  ASSERT_TRUE(eventually_tells("describe", again, "prod", "create: HTTP 200")) << out_;
  EXPECT_EQ(tell("describe", again, "acme/prod", {"--output=json"}), 0);
  const json told = json::parse(out_);
  EXPECT_EQ(told.at("cluster").at("name"), "prod");
  EXPECT_FALSE(told.at("events").empty());
  EXPECT_EQ(again.get("/api/v1/clusters/nobody/history").status, 404);
}

TEST_F(OperatorWhy, GetSelectsSortsAndWatches) {
  start_standin();
  for (const char* name : {"a", "b", "c"}) {
    replace_text(folder_ / (std::string(name) + ".yaml"),
                 "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " +
                     std::string(name) + ", labels: {team: " + (name[0] == 'b' ? "two" : "one") +
                     "}}\nspec:\n  fakeCluster: {projectId: p, location: l, clusterName: " + name + "}\n");
  }
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 3); }));
  const auto get = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"get", "--status-address=" + daemon.address()});
    auto process = start(std::move(more));
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  };
  EXPECT_EQ(get({"-o", "name", "-l", "team=one"}), 0) << err_;
  EXPECT_EQ(out_, "acme/a\nacme/c\n");
  EXPECT_EQ(get({"-o", "name", "-l", "team notin (one)"}), 0) << err_;
  EXPECT_EQ(out_, "acme/b\n");
  EXPECT_EQ(get({"-o", "name", "--sort-by=age"}), 0) << err_;
  EXPECT_EQ(get({"-l", "team like one"}), 2);
  EXPECT_THAT(err_, HasSubstr("is not a selector"));

  auto watch = start({"get", "--watch", "--status-address=" + daemon.address()});
  ASSERT_TRUE(eventually([&] { return watch.out().find("c READY Ready") != std::string::npos; }));
  declare_with("d", "");
  EXPECT_TRUE(eventually([&] { return watch.out().find("d READY Ready") != std::string::npos; }))
      << watch.out();
  watch.signal(SIGINT);
  EXPECT_EQ(watch.wait(), 0);
}

TEST_F(OperatorWhy, AWatchGoesOnWithADaemonThatIsStartedAgain) {
  start_standin();
  declare_with("a", "");
  declare_with("b", "");
  auto first = start_lasting();
  ASSERT_TRUE(eventually([&] { return first.all_are("Ready", 2); }));
  auto watch = start({"get", "--watch", "-o", "json", "--status-address=" + first.address()});
  ASSERT_TRUE(eventually([&] { return watch.out().find("\"b\"") != std::string::npos; }));
  stop(first);
  std::filesystem::remove(folder_ / "b.yaml");
  declare_with("c", "");
  auto second = start_lasting({"--status-address=" + first.address()});
  EXPECT_TRUE(eventually([&] { return watch.out().find("\"c\"") != std::string::npos; })) << watch.out();
  watch.signal(SIGINT);
  EXPECT_EQ(watch.wait(), 0);
  // What did not change is not told again.
  const std::string out = watch.out();
  const std::string a = "\"clusterId\":\"a\"";
  EXPECT_EQ(out.find(a), out.rfind(a)) << out;
}

TEST_F(OperatorWhy, OneThatIsGoneKeepsItsStoryAlsoAfterARestart) {
  start_standin();
  GitUpstream upstream(temp_.path() / "upstream");
  const auto manifest_of = [](const std::string& name) {
    return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + name +
           "}\nspec:\n  policy: {deletion: Delete}\n  fakeCluster: {projectId: p, location: l, clusterName: "
           "x}\n";
  };
  upstream.push("gpu-001.yaml", manifest_of("gpu-001"), "Add one");
  upstream.push("gpu-008.yaml", manifest_of("gpu-008"), "Add eight");
  sources_ = {"--git=" + upstream.url()};
  auto daemon = start_lasting({"--git-interval=100ms"});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  upstream.push_removal("gpu-008.yaml", "Retire eight");
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1) && effective_deletes() == 1; }));
  const auto tells_all = [&](const Daemon& from) {
    EXPECT_TRUE(eventually_tells("why", from, "gpu-008", "deleted, and gone")) << out_ << err_;
    EXPECT_THAT(out_, AllOf(HasSubstr("acme/gpu-008: deleted, and gone"), HasSubstr("delete: HTTP 200"),
                            HasSubstr("  deleted  "), HasSubstr("Retire eight"),
                            HasSubstr("DELETE /v1/accounts/acme/clusters/gpu-008")));
    EXPECT_EQ(tell("describe", from, "acme/gpu-008"), 0) << err_;
    EXPECT_EQ(tell("why", from, "gpu-008", {"-o", "json"}), 0);
    EXPECT_TRUE(json::parse(out_).at("cluster").is_null());
    EXPECT_EQ(from.get("/api/v1/clusters/gpu-008").status, 404);
    EXPECT_EQ(tell("why", from, "gpu-009"), 1);
    EXPECT_THAT(err_, HasSubstr("did you mean gpu-001?"));
  };
  tells_all(daemon);
  stop(daemon);
  auto again = start_lasting({"--git-interval=100ms"});
  ASSERT_TRUE(eventually([&] { return again.all_are("Ready", 1); }));
  tells_all(again);
}

TEST_F(OperatorWhy, BrokenManifestsAreSeenByWhoLooks) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.push_back("--status-address=http://" + daemon.address());
    auto process = start(std::move(arguments));
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  };
  EXPECT_EQ(run({"status"}), 0) << out_;
  EXPECT_THAT(out_,
              AllOf(HasSubstr("1 Ready"), HasSubstr("SourceReady     True"), HasSubstr("control.sock")));
  write_text(folder_ / "broken.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nspec: {}\n");
  // It asks for conditions and for manifests one after the other.
  const auto all = AllOf(HasSubstr("broken.yaml:"), HasSubstr("False, ManifestsInvalid"));
  ASSERT_TRUE(eventually([&] { return run({"status"}) == 1 && testing::Value(out_, all); })) << out_;
  EXPECT_EQ(run({"status", "-o", "json"}), 1);
  EXPECT_EQ(json::parse(out_).at("well"), false);
  EXPECT_EQ(run({"get"}), 0);
  EXPECT_THAT(out_, AllOf(HasSubstr("\n1 manifest has errors: "), HasSubstr("; `status` shows all\n")));
  EXPECT_EQ(run({"get", "-o", "json"}), 0);
  EXPECT_TRUE(json::parse(out_, nullptr, false).is_array());
  EXPECT_THAT(err_, HasSubstr("ManifestsInvalid"));
  EXPECT_EQ(run({"get", "-l", "team=zz"}), 0);
  EXPECT_THAT(err_, HasSubstr("nothing matches team=zz"));
  EXPECT_EQ(out_.find("NAME"), std::string::npos);
  EXPECT_EQ(run({"get", "--watch", "-o", "yaml"}), 2);
  auto nobody = start({"status", "--status-address=127.0.0.1:1"});
  EXPECT_EQ(nobody.wait(), 2);
}

TEST_F(OperatorWhy, WatchWritesALineOfJsonForEachChange) {
  start_standin();
  declare_with("prod", "");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  auto watch = start({"get", "--watch", "-o", "json", "--status-address=" + daemon.address()});
  ASSERT_TRUE(eventually([&] { return watch.out().find("\n") != std::string::npos; }));
  declare_with("second", "");
  EXPECT_TRUE(eventually([&] { return watch.out().find("\"second\"") != std::string::npos; }));
  watch.signal(SIGINT);
  EXPECT_EQ(watch.wait(), 0);
  std::istringstream lines(watch.out());
  for (std::string line; std::getline(lines, line);)
    EXPECT_TRUE(json::parse(line, nullptr, false).is_object()) << line;
}

TEST_F(OperatorWhy, WithoutADaemonItSaysWhereItLooked) {
  auto process = start({"why", "prod", "--status-address=127.0.0.1:1"});
  EXPECT_EQ(process.wait(), 2);
  EXPECT_THAT(process.err(), HasSubstr("no daemon answers at 127.0.0.1:1"));
}

// Where metadata.name is not the id, all commands understand the same names.
TEST_F(OperatorWhy, ANameThatIsNotTheIdIsUnderstoodEverywhere) {
  start_standin();
  declare_with("front", "  clusterId: prod-1\n");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  for (const char* name : {"front", "prod-1", "acme/front", "acme/prod-1"}) {
    EXPECT_TRUE(eventually_tells("why", daemon, name, "create: HTTP 200")) << name << ": " << out_ << err_;
    for (const char* command : {"suspend", "resume"}) {
      auto process = start({command, name, "--state-dir=" + state_.string()});
      EXPECT_EQ(process.wait(), 0) << command << " " << name << ": " << process.out() << process.err();
    }
  }
}

}  // namespace
}  // namespace fwop::e2e
