#include "controller/git_verifier.hpp"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace fwop::controller {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout{20};
constexpr const char* kGpgv = "/usr/bin/gpgv";
constexpr const char* kSshKeygen = "/usr/bin/ssh-keygen";

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

/// The packets of OpenPGP have their highest bit set (RFC 4880, section 4.2); allowed_signers is text.
bool is_keyring(const std::string& bytes) {
  return !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80) != 0;
}

/// As ssh-keygen takes it.
std::string time_text(api::WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &parts);
  return text;
}

}  // namespace

GitVerifier::GitVerifier(fs::path signers, fs::path scratch)
    : signers_(std::move(signers)), scratch_(std::move(scratch)) {}

std::string GitVerifier::check_pgp(const StopSignal& stop) const {
  const auto ran = run_child(kGpgv,
                             {"--homedir", scratch_.string(), "--keyring", signers_.string(), "--status-fd",
                              "1", (scratch_ / "signature").string(), (scratch_ / "signed").string()},
                             {}, kTimeout, stop);
  if (!ran) return ran.error() + ": install gpgv";
  const std::string& status = ran->output;
  const auto says = [&status](const char* word) {
    return status.find(std::string("[GNUPG:] ") + word) != std::string::npos;
  };
  // gpgv exits with 0 for a good signature of a key that is expired or revoked.
  if (says("EXPKEYSIG") || says("REVKEYSIG") || says("EXPSIG"))
    return "its signature, or the key of it, is expired or revoked";
  if (says("NO_PUBKEY")) return "it is signed by a key that is not in " + signers_.string();
  if (ran->exit_code == 0 && says("GOODSIG")) return {};
  return "its signature is not good";
}

std::string GitVerifier::check_ssh(const manifests::Revision& revision, const StopSignal& stop) const {
  const std::string signature = (scratch_ / "signature").string();
  const std::string at = "-Overify-time=" + time_text(*revision.time);
  const auto found =
      run_child(kSshKeygen, {"-Y", "find-principals", "-f", signers_.string(), "-s", signature, at}, {},
                kTimeout, stop);
  if (!found) return found.error() + ": install openssh-client";
  if (found->exit_code != 0 || found->output.empty())
    return "it is signed by a key that is not in " + signers_.string() + ", or was not valid then";
  // As git does: a key may be of several.
  std::istringstream principals(found->output);
  for (std::string principal; std::getline(principals, principal);) {
    const auto ran = run_child(
        kSshKeygen,
        {"-Y", "verify", "-n", "git", "-f", signers_.string(), "-I", principal, "-s", signature, at},
        scratch_ / "signed", kTimeout, stop);
    if (!ran) return ran.error();
    if (ran->exit_code == 0) return {};
  }
  return "its signature is not good";
}

std::string GitVerifier::problem_with(const manifests::GitStore& store, const std::string& commit,
                                      const StopSignal& stop) {
  std::string signers = read_file(signers_);
  if (commit == good_ && signers == good_signers_) return {};
  std::string problem = judge(store, commit, signers, stop);
  if (problem.empty()) {
    good_ = commit;
    good_signers_ = std::move(signers);
  }
  return problem;
}

std::string GitVerifier::judge(const manifests::GitStore& store, const std::string& commit,
                               const std::string& signers, const StopSignal& stop) const {
  const std::string about = "commit " + commit.substr(0, 12) + " is refused: ";
  if (signers.empty())
    return about + "cannot read who may sign from " + signers_.string() + " (--git-verify)";
  if (signers.starts_with("-----BEGIN PGP"))
    return about + signers_.string() + " is armored: make a keyring of it with gpg --dearmor";
  const auto signature = store.signature(commit);
  if (!signature) return about + "it is not signed";
  const auto revision = store.revision(commit);
  if (!revision) return about + revision.error().message;
  std::error_code failed;
  fs::create_directories(scratch_, failed);
  fs::permissions(scratch_, fs::perms::owner_all, failed);
  if (failed || !write_file(scratch_ / "signature", signature->signature) ||
      !write_file(scratch_ / "signed", signature->signed_data))
    return about + "cannot write to " + scratch_.string();
  const bool pgp = signature->signature.starts_with("-----BEGIN PGP");
  if (pgp != is_keyring(signers))
    return about + "it has a signature of " + (pgp ? "OpenPGP" : "SSH") + ", and " + signers_.string() +
           (pgp ? " lists keys of SSH" : " is a keyring of OpenPGP");
  const std::string problem = pgp ? check_pgp(stop) : check_ssh(*revision, stop);
  return problem.empty() ? "" : about + problem;
}

}  // namespace fwop::controller
