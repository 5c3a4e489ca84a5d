#include "controller/sources/git_verifier.hpp"

#include <fstream>

#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "git_fetch_fixture.hpp"

namespace fwop::e2e {
namespace {

using controller::GitVerifier;
using controller::VerifyPrograms;
using manifests::GitFault;
using testing::HasSubstr;

/// Commits that are signed, and what is said when that cannot be found out here.
class GitVerify : public GitFetch {
 protected:
  std::string signed_commit() {
    make_ssh_key(key_);
    write_text(signers_, "ann@example.com " + read_text(key_.string() + ".pub"));
    upstream_.sign_with(key_);
    return fetched_after_push();
  }
  std::string fetched_after_push() {
    upstream_.push("a.yaml", "a: 1\n", "Signed");
    return fetched({.url = upstream_.url()});
  }
  /// "unsigned: …", "unusable: …", or nothing.
  std::string said(const std::string& commit, const std::filesystem::path& signers,
                   VerifyPrograms programs = {}) {
    GitVerifier verifier(signers, temp_.path() / "scratch", std::move(programs));
    const auto problem = verifier.problem_with(open_store(), commit, stop_);
    if (!problem) return {};
    return (problem->fault == GitFault::Unsigned ? "unsigned: " : "unusable: ") + problem->message;
  }

  StopSignal stop_;
  const std::filesystem::path key_ = temp_.path() / "ann";
  const std::filesystem::path signers_ = temp_.path() / "signers";
};

TEST_F(GitVerify, WhatCannotBeCheckedIsNotCalledBad) {
  const std::string commit = signed_commit();
  EXPECT_EQ(said(commit, signers_), "");
  const auto ended_by_a_signal = temp_.path() / "broken";
  write_text(ended_by_a_signal, "#!/bin/sh\nkill -9 $$\n");
  std::filesystem::permissions(ended_by_a_signal, std::filesystem::perms::owner_all);
  for (const std::string& program : {std::string("/nowhere/ssh-keygen"), ended_by_a_signal.string()}) {
    EXPECT_THAT(said(commit, signers_, {.ssh_keygen = program}), HasSubstr("unusable: commit "));
    EXPECT_THAT(said(commit, signers_, {.ssh_keygen = program}), HasSubstr("cannot be checked"));
  }
  EXPECT_THAT(said(commit, temp_.path() / "nowhere"), HasSubstr("unusable: "));
  write_text(
      signers_,
      "eve@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPfOOBKlrg+vcPxMULtpGhxGLK9Q4mlnF9eeCKF9znzQ\n");
  EXPECT_THAT(said(commit, signers_), HasSubstr("unsigned: "));
}

TEST_F(GitVerify, AUserWithoutANameIsToldWhatIsMissing) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become a user without a name";
  constexpr uid_t kNobodyKnows = 54321;
  const std::string commit = signed_commit();
  std::filesystem::permissions(temp_.path(), std::filesystem::perms(0755));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(temp_.path()))
    ASSERT_EQ(::lchown(entry.path().c_str(), kNobodyKnows, kNobodyKnows), 0);
  ASSERT_EQ(::chown(temp_.path().c_str(), kNobodyKnows, kNobodyKnows), 0);
  const auto answer = temp_.path() / "answer";
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setuid(kNobodyKnows) == 0) std::ofstream(answer) << said(commit, signers_);
    ::_exit(0);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_THAT(read_text(answer), HasSubstr("unusable: "));
  EXPECT_THAT(read_text(answer), HasSubstr("give user id 54321 an entry in /etc/passwd"));
}

TEST_F(GitVerify, AKeyringMayBeNamedWithoutASlash) {
  const auto home = temp_.path() / "gpg";
  std::filesystem::create_directory(home);
  std::filesystem::permissions(home, std::filesystem::perms::owner_all);
  const auto gpg = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--homedir", home.string(), "--batch", "--quiet", "--pinentry-mode",
                                         "loopback", "--passphrase", ""});
    return run_tool(temp_.path() / "tools", "/usr/bin/gpg", std::move(arguments));
  };
  gpg({"--quick-generate-key", "Ann <ann@example.com>", "ed25519", "sign", "never"});
  gpg({"--output", (temp_.path() / "ring.gpg").string(), "--export", "ann@example.com"});
  const auto wrapper = temp_.path() / "gpg-of-test";
  write_text(wrapper, "#!/bin/sh\nexec /usr/bin/gpg --homedir " + home.string() + " --batch \"$@\"\n");
  std::filesystem::permissions(wrapper, std::filesystem::perms::owner_all);
  upstream_.git({"config", "gpg.program", wrapper.string()});
  upstream_.git({"config", "user.signingkey", "ann@example.com"});
  upstream_.git({"config", "commit.gpgsign", "true"});
  const std::string commit = fetched_after_push();

  std::filesystem::current_path(temp_.path());
  EXPECT_EQ(said(commit, "ring.gpg"), "");
  EXPECT_THAT(said(commit, "ring.gpg", {.gpgv = "/nowhere/gpgv"}), HasSubstr("install gpgv"));
  EXPECT_THAT(said(commit, "ring.gpg", {.gpgv = "/bin/false"}), HasSubstr("unusable: "));
  std::filesystem::current_path("/");
  run_tool(temp_.path() / "tools", "/usr/bin/gpgconf", {"--homedir", home.string(), "--kill", "gpg-agent"});
}

}  // namespace
}  // namespace fwop::e2e
