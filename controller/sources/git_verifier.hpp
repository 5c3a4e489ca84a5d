#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "api/base/child_process.hpp"
#include "manifests/git/git_store.hpp"

namespace fwop::controller {

/// What checks a signature, by absolute path.
struct VerifyPrograms {
  std::string gpgv = "/usr/bin/gpgv";
  std::string ssh_keygen = "/usr/bin/ssh-keygen";
};

/// Asks gpgv or ssh-keygen, as git itself does, whether a commit was signed by one of those who may.
/// Blocking.
class GitVerifier {
 public:
  /// `signers` is an OpenPGP keyring (binary, as gpg --export writes it) or an OpenSSH allowed_signers file;
  /// which of them is told by its content, and it is read anew each time. `scratch` is a folder of its own.
  GitVerifier(std::filesystem::path signers, std::filesystem::path scratch, VerifyPrograms programs = {});

  /// Nothing when the commit is signed by one of them. Unsigned when it was checked and is not; Unusable when
  /// it could not be checked here. Only the commit itself is looked at, not what it came from. What was found
  /// good last is not looked at again while the file of signers is the same.
  std::optional<manifests::GitError> problem_with(const manifests::GitStore& store, const std::string& commit,
                                                  const StopSignal& stop);

 private:
  using Problem = std::optional<manifests::GitError>;

  Problem judge(const manifests::GitStore& store, const std::string& commit, const std::string& signers,
                const StopSignal& stop) const;
  Problem check_pgp(const StopSignal& stop) const;
  Problem check_ssh(const manifests::Revision& revision, const StopSignal& stop) const;

  std::filesystem::path signers_;
  std::filesystem::path scratch_;
  VerifyPrograms programs_;
  std::string good_;          ///< The commit.
  std::string good_signers_;  ///< What `signers_` held then.
};

}  // namespace fwop::controller
