#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "git_servers.hpp"
#include "operator_lifecycle.hpp"

namespace fwop::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string manifest_of(const std::string& name) {
  return "apiVersion: fireworks.ai/v1alpha1\nkind: FireworksCluster\nmetadata: {name: " + name +
         "}\nspec:\n  accountId: acme\n  fakeCluster: {projectId: p, location: l, clusterName: " + name +
         "}\n";
}

/// Whom the operator believes: who signed a commit, and who calls its webhook.
class OperatorGitTrust : public OperatorLifecycle {
 protected:
  OperatorGitTrust() { sources_ = {"--git=" + upstream_.url()}; }

  static json condition(const Daemon& daemon) {
    const json all = json::parse(daemon.get("/api/v1/operator").body);
    for (const json& one : all.at("conditions")) {
      if (one.at("type") == "SourceReady") return one;
    }
    return json::object();
  }
  static bool refused(const Daemon& daemon, const std::string& why) {
    const json now = condition(daemon);
    return now.value("reason", "") == "GitSignatureRefused" &&
           now.value("message", "").find(why) != std::string::npos;
  }
  /// Not the same: nothing is said of the commit where it could not be looked at.
  static bool unchecked(const Daemon& daemon, const std::string& why) {
    const json now = condition(daemon);
    return now.value("reason", "") == "GitSignatureUnchecked" &&
           now.value("message", "").find(why) != std::string::npos;
  }
  std::filesystem::path ssh_key(const std::string& name) {
    const auto key = temp_.path() / name;
    make_ssh_key(key);
    return key;
  }
  std::string gpg(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--homedir", gpg_home_.string(), "--batch", "--quiet",
                                         "--pinentry-mode", "loopback", "--passphrase", ""});
    return run_tool(temp_.path() / "tools", "/usr/bin/gpg", std::move(arguments));
  }
  void make_gpg_home() {
    std::filesystem::create_directory(gpg_home_);
    std::filesystem::permissions(gpg_home_, std::filesystem::perms::owner_all);
  }
  void sign_with_gpg(const std::string& who) {
    const auto wrapper = temp_.path() / "gpg-of-test";
    write_text(wrapper, "#!/bin/sh\nexec /usr/bin/gpg --homedir " + gpg_home_.string() + " --batch \"$@\"\n");
    std::filesystem::permissions(wrapper, std::filesystem::perms::owner_all);
    upstream_.git({"config", "gpg.format", "openpgp"});
    upstream_.git({"config", "gpg.program", wrapper.string()});
    upstream_.git({"config", "user.signingkey", who});
    upstream_.git({"config", "commit.gpgsign", "true"});
  }

  GitUpstream upstream_{temp_.path() / "upstream"};
  const std::filesystem::path gpg_home_ = temp_.path() / "gpg";
};

TEST_F(OperatorGitTrust, OnlyCommitsOfAllowedSshSignersAreTaken) {
  start_standin();
  const auto ann = ssh_key("ann");
  const auto eve = ssh_key("eve");
  const auto signers = temp_.path() / "allowed_signers";
  write_text(signers, "ann@example.com namespaces=\"git\" " + read_text(ann.string() + ".pub"));
  upstream_.sign_with(ann);
  upstream_.push("a.yaml", manifest_of("a"), "Add a");
  auto daemon = start_lasting({"--git-interval=100ms", "--git-verify=" + signers.string()});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); })) << daemon.process().err();

  upstream_.sign_with(eve);
  upstream_.push("evil.yaml", manifest_of("evil"), "Add evil");
  ASSERT_TRUE(eventually([&] { return refused(daemon, "is signed by a key that is not in"); }))
      << condition(daemon);
  upstream_.sign_no_more();
  upstream_.push("worse.yaml", manifest_of("worse"), "Not signed at all");
  ASSERT_TRUE(eventually([&] { return refused(daemon, "it is not signed"); }));
  EXPECT_TRUE(daemon.all_are("Ready", 1));
  EXPECT_EQ(effective_creates(), 1U);

  upstream_.sign_with(ann);
  upstream_.push_removal("evil.yaml", "Remove evil");
  upstream_.push_removal("worse.yaml", "Remove worse");
  upstream_.push("b.yaml", manifest_of("b"), "Add b");
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
  EXPECT_TRUE(eventually([&] { return condition(daemon).value("status", "") == "True"; }));

  // Who may sign no more is told at the next look; what is in force stays.
  write_text(signers, "eve@example.com namespaces=\"git\" " + read_text(eve.string() + ".pub"));
  EXPECT_TRUE(eventually([&] { return refused(daemon, "is signed by a key that is not in"); }));
  EXPECT_TRUE(daemon.all_are("Ready", 2));
}

TEST_F(OperatorGitTrust, ACommitOfAnEarlierRunIsNotTakenOnTrust) {
  start_standin();
  upstream_.push("a.yaml", manifest_of("a"), "Not signed");
  auto daemon = start_lasting();
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  stop(daemon);
  const auto ann = ssh_key("ann");
  write_text(temp_.path() / "allowed_signers", "ann@example.com " + read_text(ann.string() + ".pub"));
  auto strict = start_lasting({"--git-verify=" + (temp_.path() / "allowed_signers").string()});
  ASSERT_TRUE(eventually([&] { return refused(strict, "it is not signed"); }));
  EXPECT_EQ(json::parse(strict.get("/api/v1/manifests").body).value("commit", ""), "");
  EXPECT_EQ(effective_deletes(), 0U);
}

TEST_F(OperatorGitTrust, OnlyCommitsOfKeysInTheOpenPgpKeyringAreTaken) {
  start_standin();
  make_gpg_home();
  for (const char* who : {"ann@example.com", "eve@example.com"})
    gpg({"--quick-generate-key", who, "ed25519", "sign"});
  const auto keyring = temp_.path() / "keyring.gpg";
  gpg({"--output", keyring.string(), "--export", "ann@example.com"});
  sign_with_gpg("ann@example.com");
  upstream_.push("a.yaml", manifest_of("a"), "Add a");
  auto daemon = start_lasting({"--git-interval=100ms", "--git-verify=" + keyring.string()});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }))
      << condition(daemon) << daemon.process().err();

  sign_with_gpg("eve@example.com");
  upstream_.push("evil.yaml", manifest_of("evil"), "Add evil");
  EXPECT_TRUE(eventually([&] { return refused(daemon, "is signed by a key that is not in"); }))
      << condition(daemon);
  upstream_.sign_with(ssh_key("ann"));
  upstream_.push("evil.yaml", manifest_of("evil"), "Another kind of signature");
  EXPECT_TRUE(eventually([&] { return refused(daemon, "is a keyring of OpenPGP"); })) << condition(daemon);
  EXPECT_TRUE(daemon.all_are("Ready", 1));
  gpg({"--armor", "--output", keyring.string() + ".asc", "--export", "ann@example.com"});
  std::filesystem::rename(keyring.string() + ".asc", keyring);
  EXPECT_TRUE(eventually([&] { return unchecked(daemon, "gpg --dearmor"); })) << condition(daemon);
  run_tool(temp_.path() / "tools", "/usr/bin/gpgconf", {"--homedir", gpg_home_.string(), "--kill", "all"});
}

class OperatorWebhook : public OperatorGitTrust {
 protected:
  static constexpr const char* kBody = R"({"ref": "refs/heads/main"})";

  static std::string digest(const std::string& key, const std::string& text) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes, &size);
    return {reinterpret_cast<const char*>(bytes), size};
  }
  static std::string hmac(const std::string& secret, const std::string& body) {
    std::string text;
    for (const char byte : digest(secret, body)) {
      char two[3];
      std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(byte));
      text += two;
    }
    return text;
  }
  static std::string base64(const std::string& bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                         reinterpret_cast<const unsigned char*>(bytes.data()),
                                                         static_cast<int>(bytes.size()))));
    return text;
  }
  /// The status that `curl` got.
  std::string post(const Daemon& daemon, const std::vector<std::string>& headers,
                   const std::string& body = kBody) {
    const auto file = temp_.path() / "hook";
    write_text(file, body);
    std::vector<std::string> arguments = {
        "-s", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@" + file.string()};
    for (const std::string& header : headers) arguments.insert(arguments.end(), {"-H", header});
    arguments.push_back("http://" + daemon.address() + "/hooks/git");
    return run_tool(temp_.path() / "tools", "/usr/bin/curl", std::move(arguments));
  }
};

TEST_F(OperatorWebhook, PullsAtOnceForWhoKnowsTheSecret) {
  start_standin();
  const auto secret = temp_.path() / "secret";
  write_text(secret, "hook-secret\n");
  upstream_.push("a.yaml", manifest_of("a"), "Add a");
  auto daemon = start_lasting({"--git-interval=1h", "--git-webhook-secret-file=" + secret.string()});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));

  const std::vector<std::string> genuine = {"X-Hub-Signature-256: sha256=" + hmac("hook-secret", kBody),
                                            "X-Gitea-Signature: " + hmac("hook-secret", kBody),
                                            "X-Gitlab-Token: hook-secret"};
  std::size_t clusters = 1;
  for (const std::string& header : genuine) {
    const std::string name = "c" + std::to_string(++clusters);
    upstream_.push(name + ".yaml", manifest_of(name), "Add " + name);
    EXPECT_EQ(post(daemon, {header}), "202") << header;
    EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", clusters); })) << header;
  }
  for (const std::string& header :
       {"X-Hub-Signature-256: sha256=" + hmac("another", kBody),
        "X-Gitea-Signature: " + hmac("hook-secret", "{}"), std::string("X-Gitlab-Token: hook"),
        std::string("X-Gitlab-Token;"), std::string("X-Other: 1")}) {
    EXPECT_EQ(post(daemon, {header}), "401") << header;
  }
  EXPECT_EQ(post(daemon, {genuine.back()}, std::string(5 * 1024 * 1024, 'x')), "413");
}

TEST_F(OperatorWebhook, TakesGitLabsSigningToken) {
  start_standin();
  const std::string key(32, 'k');
  write_text(temp_.path() / "secret", "whsec_" + base64(key) + "\n");
  upstream_.push("a.yaml", manifest_of("a"), "Add a");
  auto daemon =
      start_lasting({"--git-interval=1h", "--git-webhook-secret-file=" + (temp_.path() / "secret").string()});
  ASSERT_TRUE(eventually([&] { return daemon.all_are("Ready", 1); }));
  const auto signed_at = [&](std::chrono::system_clock::time_point when) {
    const std::string seconds = std::to_string(std::chrono::system_clock::to_time_t(when));
    return std::vector<std::string>{
        "webhook-id: msg_1", "webhook-timestamp: " + seconds,
        "webhook-signature: v1," + base64(digest(key, "msg_1." + seconds + "." + kBody))};
  };
  const auto now = std::chrono::system_clock::now();
  EXPECT_EQ(post(daemon, signed_at(now - std::chrono::hours(1))), "401") << "somebody repeats it";
  EXPECT_EQ(post(daemon, signed_at(now), "{}"), "401");
  upstream_.push("b.yaml", manifest_of("b"), "Add b");
  EXPECT_EQ(post(daemon, signed_at(now)), "202");
  EXPECT_TRUE(eventually([&] { return daemon.all_are("Ready", 2); }));
}

TEST_F(OperatorWebhook, WithoutASecretThereIsNone) {
  start_standin();
  upstream_.push("a.yaml", manifest_of("a"), "Add a");
  auto daemon = start_lasting();
  EXPECT_EQ(post(daemon, {"X-Gitlab-Token;"}), "404");
}

}  // namespace
}  // namespace fwop::e2e
