#include <gmock/gmock.h>

#include "git_servers.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// What an engineer does in a day, from an account that somebody filled by hand.
class OperatorDay : public OperatorLifecycle {
 protected:
  static constexpr int kClusters = 20;

  static std::string id(int number) { return "c" + std::to_string(number + 100); }

  int command(std::vector<std::string> arguments) {
    auto process = start(std::move(arguments),
                         {{"FIREWORKS_API_KEY", kKey}, {"XDG_STATE_HOME", (temp_.path() / "none").string()}});
    const int code = process.wait().value_or(-1);
    out_ = process.out();
    err_ = process.err();
    return code;
  }
  int export_to(const std::filesystem::path& folder, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"export", "--account-id=acme", "--api-url=" + standin_->base_url(),
                               "--output-dir=" + folder.string()});
    return command(std::move(more));
  }
  int plan(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"plan", "--git=" + upstream_.url(), "--git-verify=" + signers_.string(),
                               "--api-url=" + standin_->base_url()});
    return command(std::move(more));
  }
  /// Somebody made these by hand.
  void fill_the_account() {
    for (int i = 0; i < kClusters; ++i) {
      const std::string kind =
          i % 2 == 0 ? "eksCluster: {awsAccountId: \"012345678901\", region: us-east-1, clusterName: "
                     : "fakeCluster: {projectId: p, location: l, clusterName: ";
      replace_text(folder_ / (id(i) + ".yaml"),
                   "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + id(i) +
                       "}\nspec:\n  accountId: acme\n  displayName: \"Cluster no. " + std::to_string(i) +
                       "\"\n  " + kind + id(i) + "}\n");
    }
    auto others = start({"apply", folder_.string(), "--api-url=" + standin_->base_url(), "--api-budget=0",
                         "--first-poll=50ms", "--state-dir=" + (temp_.path() / "others").string()},
                        {{"FIREWORKS_API_KEY", kKey}});
    ASSERT_EQ(others.wait(), 0) << others.out() << others.err();
  }
  void edit(const std::string& cluster, const std::string& from, const std::string& to) {
    const auto file = upstream_.work() / "clusters" / (cluster + ".yaml");
    std::string text = read_text(file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, from.size(), to);
    write_text(file, text);
  }
  std::uint64_t changes_sent() const { return requests("create") + requests("update") + requests("delete"); }

  /// From now on Ann signs, and only her commits are taken.
  void sign_as_ann() {
    make_ssh_key(temp_.path() / "ann");
    write_text(signers_, "ann@example.com namespaces=\"git\" " + read_text(temp_.path() / "ann.pub"));
    upstream_.sign_with(temp_.path() / "ann");
  }

  GitUpstream upstream_{temp_.path() / "upstream"};
  const std::filesystem::path signers_ = temp_.path() / "allowed_signers";
  std::string out_;
  std::string err_;
};

TEST_F(OperatorDay, FromAnAccountMadeByHandToGit) {
  start_standin();
  sign_as_ann();
  fill_the_account();
  const auto made = changes_sent();

  // Export, commit, and the plan is empty.
  ASSERT_EQ(export_to(upstream_.work() / "clusters"), 0) << err_;
  ASSERT_EQ(command({"validate", upstream_.work().string()}), 0) << out_;
  upstream_.git({"add", "-A"});
  upstream_.git({"commit", "-q", "-m", "What there is"});
  upstream_.git({"push", "-q", "origin", "HEAD"});
  EXPECT_EQ(plan(), 0) << out_ << err_;
  EXPECT_THAT(out_, HasSubstr("20 to adopt"));

  // The daemon takes them over without a call that changes anything.
  sources_ = {"--git=" + upstream_.url(), "--git-interval=100ms", "--git-verify=" + signers_.string()};
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", kClusters); })) << daemon.clusters().dump(2);
  EXPECT_EQ(changes_sent(), made);

  // A branch: one update, one refusal, one create.
  upstream_.git({"checkout", "-q", "-b", "change"});
  edit(id(0), "Cluster no. 0", "Renamed");
  edit(id(2), "region: us-east-1", "region: eu-west-1");
  write_text(upstream_.work() / "clusters" / "added.yaml",
             "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: added}\nspec:\n"
             "  accountId: acme\n  fakeCluster: {projectId: p, location: l, clusterName: added}\n");
  upstream_.git({"add", "-A"});
  upstream_.git({"commit", "-q", "-m", "Rename, move and add"});
  upstream_.git({"push", "-q", "origin", "HEAD"});
  // What was adopted is in the daemon's journal a moment after it is on its page.
  ASSERT_TRUE(eventually([&] {
    return plan({"--git-ref=change", "--state-dir=" + state_.string()}) == 2 &&
           out_.find("1 to create, 1 to update, 1 refused, 18 unchanged") != std::string::npos;
  })) << out_
      << err_;
  EXPECT_EQ(changes_sent(), made);

  // Merged, the daemon does just that, and `why` names the commit and the call.
  upstream_.git({"checkout", "-q", "main"});
  upstream_.git({"merge", "-q", "--ff-only", "change"});
  upstream_.git({"push", "-q", "origin", "main"});
  const std::string commit = upstream_.head().substr(0, 12);
  ASSERT_TRUE(eventually([&] { return changes_sent() == made + 2; }));
  ASSERT_TRUE(eventually([&] { return daemon.cluster("added").value("verdict", "") == "Ready"; }));
  EXPECT_EQ(daemon.cluster(id(2)).value("reason", ""), "ImmutableFieldDiffers");
  const auto why = [&](const std::string& cluster, const std::string& text) {
    return eventually([&] {
      return command({"why", cluster, "--status-address=" + daemon.address()}) == 0 &&
             out_.find(text) != std::string::npos;
    });
  };
  EXPECT_TRUE(why(id(0), "update: HTTP 200")) << out_;
  EXPECT_THAT(out_, HasSubstr("(commit " + commit + " by Ann"));
  EXPECT_TRUE(why("added", "create: HTTP 200")) << out_;
  EXPECT_THAT(out_, HasSubstr("(commit " + commit + " by Ann"));
  EXPECT_TRUE(why(id(2), "cannot be changed after create")) << out_;

  // A slip in a signed commit: that file's last good version stays; a signed revert heals.
  edit(id(0), "displayName", "displyName");
  upstream_.git({"commit", "-qam", "A slip"});
  upstream_.git({"push", "-q", "origin", "main"});
  ASSERT_TRUE(eventually([&] { return daemon.cluster(id(0)).value("staleManifest", false); }));
  EXPECT_EQ(daemon.cluster(id(0)).value("verdict", ""), "Ready");
  upstream_.git({"revert", "--no-edit", "HEAD"});
  upstream_.git({"push", "-q", "origin", "main"});
  ASSERT_TRUE(eventually([&] { return !daemon.cluster(id(0)).value("staleManifest", false); }));

  // A commit that nobody signed is refused whole, and what was good stays; so does its signed revert heal.
  const auto source_is = [&](const std::string& status) {
    return eventually([&] {
      const json all = json::parse(daemon.get("/api/v1/operator").body);
      const auto& conditions = all.at("conditions");
      return std::any_of(conditions.begin(), conditions.end(), [&](const json& one) {
        return one.at("type") == "SourceReady" && one.at("status") == status;
      });
    });
  };
  const std::string good = upstream_.head();
  upstream_.sign_no_more();
  edit(id(0), "Renamed", "Renamed by nobody");
  upstream_.git({"rm", "-q", "-r", "clusters/" + id(3) + ".yaml"});
  upstream_.git({"commit", "-qam", "Not signed"});
  upstream_.git({"push", "-q", "origin", "main"});
  ASSERT_TRUE(source_is("False"));
  EXPECT_EQ(json::parse(daemon.get("/api/v1/manifests").body).value("commit", ""), good);
  EXPECT_TRUE(daemon.cluster(id(3)).value("declared", false));
  upstream_.sign_with(temp_.path() / "ann");
  upstream_.git({"revert", "--no-edit", "HEAD"});
  upstream_.git({"push", "-q", "origin", "main"});
  ASSERT_TRUE(source_is("True"));
  EXPECT_EQ(changes_sent(), made + 2);

  // A manifest goes: Retain lets go, Delete deletes.
  write_text(upstream_.work() / "clusters" / "added.yaml",
             read_text(upstream_.work() / "clusters" / "added.yaml") + "  policy: {deletion: Delete}\n");
  upstream_.git({"commit", "-qam", "It may be deleted"});
  upstream_.git({"push", "-q", "origin", "main"});
  ASSERT_TRUE(eventually([&] { return daemon.cluster("added").value("generation", 0) == 2; }));
  upstream_.git({"rm", "-q", "clusters/added.yaml", "clusters/" + id(1) + ".yaml"});
  upstream_.git({"commit", "-qm", "Remove two"});
  upstream_.git({"push", "-q", "origin", "main"});
  ASSERT_TRUE(eventually([&] { return effective_deletes() == 1; }));
  ASSERT_TRUE(eventually([&] { return daemon.cluster(id(1)).empty() && daemon.cluster("added").empty(); }));
  EXPECT_EQ(changes_sent(), made + 3);
}

TEST_F(OperatorDay, ExportSaysWhatItLeavesOutAndReplacesNothing) {
  start_standin({}, std::chrono::milliseconds(100));
  fill_the_account();
  const auto folder = temp_.path() / "exported";
  ASSERT_EQ(export_to(folder, {id(1), id(2)}), 0) << err_;
  EXPECT_TRUE(std::filesystem::exists(folder / (id(1) + ".yaml")));
  EXPECT_FALSE(std::filesystem::exists(folder / (id(3) + ".yaml")));
  EXPECT_EQ(export_to(folder, {id(1)}), 1);
  EXPECT_THAT(err_, HasSubstr("is there already: --force replaces it"));
  EXPECT_EQ(export_to(folder, {id(1), "--force"}), 0) << err_;
  EXPECT_EQ(export_to(folder, {"nobody"}), 1);
  EXPECT_THAT(err_, HasSubstr("account acme has no cluster nobody"));
  EXPECT_EQ(command({"export", "--api-url=" + standin_->base_url()}), 2);
  EXPECT_THAT(err_, HasSubstr("--account-id"));
  EXPECT_EQ(command({"export", "--account-id=acme", "--api-url=" + standin_->base_url()}), 0);
  EXPECT_THAT(out_, HasSubstr("---\napiVersion: fireworks.ai/v1alpha1\n"));
}

}  // namespace
}  // namespace fwop::e2e
