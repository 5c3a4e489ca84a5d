#include "manifests/git/git_fetch.hpp"

#include <csignal>
#include <iostream>

#include <sys/prctl.h>

#include "controller/cli/commands.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/sources/git_fetch_protocol.hpp"

namespace fwop::controller::cli {

void add_git_flags(CLI::App* app, GitFlags& git, GitUse use) {
  const std::string group = "Git";
  add(app, "--git", git.remote.url, "follow this repository instead of PATH: https, ssh, file or a path")
      ->group(group);
  add(app, "--git-ref", git.remote.ref, "branch, tag or commit; what HEAD names when not given")
      ->group(group);
  add(app, "--git-path", git.folder, "the folder in it; all of it when not given")->group(group);
  add_file(app, "--git-credentials-file", git.remote.credentials_file, "https: a token, or user:password")
      ->group(group);
  add_file(app, "--git-ca-file", git.remote.ca_file,
           "https: authorities to trust instead of the system's, PEM")
      ->group(group);
  add_file(app, "--git-ssh-key", git.remote.ssh_key, "ssh: the private key")->group(group);
  add_file(app, "--git-known-hosts", git.remote.known_hosts, "ssh: what the server is known by; required")
      ->group(group);
  add_file(app, "--git-verify", git.signers,
           "take signed commits only: a keyring of OpenPGP, or allowed_signers")
      ->group(group);
  add_duration(
      app, "--git-timeout", "60s", [&](auto d) { git.timeout = d; }, "one fetch")
      ->group(group);
  if (use == GitUse::ReadOnce) return;
  add_file(app, "--git-webhook-secret-file", git.webhook_secret,
           "answer POST /hooks/git, which pulls at once")
      ->group(group);
  add_duration(
      app, "--git-interval", "60s", [&](auto d) { git.interval = d; }, "between two looks")
      ->group(group);
}

void describe_git_fetch(CLI::App* app, GitFetchOptions& fetch) {
  app->add_option("--store", fetch.store)->required();
  add_git_flags(app, fetch.git, GitUse::Follow);
}

int git_fetch(const GitFetchOptions& options) {
  // Nobody waits for the answer once the operator is gone.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::cout << write_git_fetch(manifests::fetch_git(options.store, options.git.remote)) << std::flush;
  return 0;
}

}  // namespace fwop::controller::cli
