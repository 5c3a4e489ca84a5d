#include "controller/sources/git_verifier.hpp"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include <pwd.h>
#include <unistd.h>

namespace fwop::controller {
namespace {

namespace fs = std::filesystem;
using manifests::GitError;
using manifests::GitFault;

constexpr std::chrono::seconds kTimeout{20};

bool write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  return static_cast<bool>(file);
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// An OpenPGP packet begins with a byte whose highest bit is set (RFC 4880, section 4.2); allowed_signers is
/// text.
bool is_keyring(const std::string& bytes) {
  return !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
}

/// The format that ssh-keygen expects.
std::string time_text(WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &parts);
  return text;
}

/// It was checked, and is not signed as it must be.
GitError bad(std::string why) { return {GitFault::Unsigned, std::move(why)}; }
/// It could not be checked: nothing is known about the signature.
GitError unchecked(std::string why) { return {GitFault::Unchecked, std::move(why)}; }

/// Why a program gave no verdict; empty if it ended normally.
std::string cut_short(const std::string& program, const ChildOutcome& ran) {
  // 126 and 127: the program could not be executed. Above 128: a signal ended it. 255: ssh-keygen exits with
  // this for any error.
  constexpr int kNotExecuted = 126;
  constexpr int kNotFound = 127;
  constexpr int kSignal = 128;
  constexpr int kAnything = 255;
  switch (ran.end) {
    case ChildOutcome::End::TimedOut: return program + " took too long";
    case ChildOutcome::End::Stopped: return program + " was stopped";
    case ChildOutcome::End::Exited: break;
  }
  const int code = ran.exit_code;
  if (code == kNotExecuted || code == kNotFound || (code > kSignal && code != kAnything))
    return program + " ended with " + std::to_string(code);
  return {};
}

}  // namespace

GitVerifier::GitVerifier(fs::path signers, fs::path scratch, VerifyPrograms programs)
    : signers_(std::move(signers)), scratch_(std::move(scratch)), programs_(std::move(programs)) {}

GitVerifier::Problem GitVerifier::check_pgp(const StopSignal& stop) const {
  // If a keyring's name has no slash, gpgv looks for it in its home folder.
  std::error_code unknown;
  const std::string keyring = fs::absolute(signers_, unknown).string();
  const auto ran = run_child(programs_.gpgv,
                             {"--homedir", scratch_.string(), "--keyring", keyring, "--status-fd", "1",
                              (scratch_ / "signature").string(), (scratch_ / "signed").string()},
                             {}, kTimeout, stop);
  if (!ran) return unchecked(ran.error() + ": install gpgv");
  if (std::string why = cut_short(programs_.gpgv, *ran); !why.empty()) return unchecked(std::move(why));
  const std::string& status = ran->output;
  const auto says = [&status](const char* word) {
    return status.find(std::string("[GNUPG:] ") + word) != std::string::npos;
  };
  // gpgv exits with 0 for a good signature of a key that is expired or revoked.
  if (says("EXPKEYSIG") || says("REVKEYSIG") || says("EXPSIG"))
    return bad("its signature, or the key of it, is expired or revoked");
  if (says("NO_PUBKEY")) return bad("it is signed by a key that is not in " + signers_.string());
  if (ran->exit_code == 0 && says("GOODSIG")) return std::nullopt;
  if (says("BADSIG") || says("NODATA") || says("UNEXPECTED")) return bad("its signature is not good");
  return unchecked(programs_.gpgv + " ended with " + std::to_string(ran->exit_code) +
                   " without judging it: see what it wrote to the log");
}

GitVerifier::Problem GitVerifier::check_ssh(const manifests::Revision& revision,
                                            const StopSignal& stop) const {
  if (::getpwuid(::getuid()) == nullptr) {
    return unchecked("ssh-keygen runs only for a user who has a name: give user id " +
                     std::to_string(::getuid()) + " an entry in /etc/passwd");
  }
  const std::string signature = (scratch_ / "signature").string();
  const std::string at = "-Overify-time=" + time_text(*revision.time);
  const auto found =
      run_child(programs_.ssh_keygen, {"-Y", "find-principals", "-f", signers_.string(), "-s", signature, at},
                {}, kTimeout, stop);
  if (!found) return unchecked(found.error() + ": install openssh-client");
  if (std::string why = cut_short(programs_.ssh_keygen, *found); !why.empty())
    return unchecked(std::move(why));
  if (found->exit_code != 0 || found->output.empty())
    return bad("it is signed by a key that is not in " + signers_.string() + ", or was not valid then");
  // As git does: one key may belong to several principals.
  std::istringstream principals(found->output);
  for (std::string principal; std::getline(principals, principal);) {
    const auto ran = run_child(
        programs_.ssh_keygen,
        {"-Y", "verify", "-n", "git", "-f", signers_.string(), "-I", principal, "-s", signature, at},
        scratch_ / "signed", kTimeout, stop);
    if (!ran) return unchecked(ran.error());
    if (std::string why = cut_short(programs_.ssh_keygen, *ran); !why.empty())
      return unchecked(std::move(why));
    if (ran->exit_code == 0) return std::nullopt;
  }
  return bad("its signature is not good");
}

GitVerifier::Problem GitVerifier::problem_with(const manifests::GitStore& store, const std::string& commit,
                                               const StopSignal& stop) {
  std::string signers = read_file(signers_);
  if (commit == good_ && signers == good_signers_) return std::nullopt;
  Problem problem = judge(store, commit, signers, stop);
  if (!problem) {
    good_ = commit;
    good_signers_ = std::move(signers);
    return std::nullopt;
  }
  problem->message =
      "commit " + manifests::short_commit(commit) +
      (problem->fault == GitFault::Unsigned ? " is refused: " : " cannot be checked, so it is not taken: ") +
      problem->message;
  return problem;
}

GitVerifier::Problem GitVerifier::judge(const manifests::GitStore& store, const std::string& commit,
                                        const std::string& signers, const StopSignal& stop) const {
  if (signers.empty())
    return unchecked("cannot read who may sign from " + signers_.string() + " (--git-verify)");
  if (signers.starts_with("-----BEGIN PGP"))
    return unchecked(signers_.string() + " is armored: make a keyring of it with gpg --dearmor");
  const auto signature = store.signature(commit);
  if (!signature) return bad("it is not signed");
  const auto revision = store.revision(commit);
  if (!revision) return unchecked(revision.error().message);
  std::error_code failed;
  fs::create_directories(scratch_, failed);
  fs::permissions(scratch_, fs::perms::owner_all, failed);
  if (failed || !write_file(scratch_ / "signature", signature->signature) ||
      !write_file(scratch_ / "signed", signature->signed_data))
    return unchecked("cannot write to " + scratch_.string());
  const bool pgp = signature->signature.starts_with("-----BEGIN PGP");
  if (pgp != is_keyring(signers))
    return bad(std::string("it has a signature of ") + (pgp ? "OpenPGP" : "SSH") + ", and " +
               signers_.string() + (pgp ? " lists keys of SSH" : " is a keyring of OpenPGP"));
  return pgp ? check_pgp(stop) : check_ssh(*revision, stop);
}

}  // namespace fwop::controller
