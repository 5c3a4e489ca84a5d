#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "api/base/child_process.hpp"
#include "manifests/git/git_store.hpp"

namespace fwop::controller {

/// The programs that check a signature, by absolute path.
struct VerifyPrograms {
  std::string gpgv = "/usr/bin/gpgv";
  std::string ssh_keygen = "/usr/bin/ssh-keygen";
};

/// Asks gpgv or ssh-keygen, as git itself does, whether an allowed signer signed a commit. Blocks.
class GitVerifier {
 public:
  /// `signers` is an OpenPGP keyring (binary, as gpg --export writes it) or an OpenSSH allowed_signers file;
  /// its content shows which. It is read again each time. `scratch` is a folder that only this object uses.
  GitVerifier(std::filesystem::path signers, std::filesystem::path scratch, VerifyPrograms programs = {});

  /// Nothing if an allowed signer signed the commit. Unsigned if it was checked and is not signed so;
  /// Unchecked if it could not be checked here. Checks only the commit itself, not its ancestors. The commit
  /// that was found good last is not checked again while the file of signers is the same.
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
  std::string good_;          ///< The commit found good last.
  std::string good_signers_;  ///< The content of `signers_` then.
};

}  // namespace fwop::controller
