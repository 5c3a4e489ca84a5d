#include "manifests/git/git_fetch.hpp"

#include <csignal>
#include <iostream>

#include <sys/prctl.h>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_flags.hpp"
#include "controller/sources/git_fetch_protocol.hpp"

namespace fwop::controller::cli {
namespace {

struct GitFetchOptions {
  std::string store;
  GitFlags git;
};

void add_git_fetch_flags(CLI::App* app, GitFetchOptions& fetch) {
  app->add_option("--store", fetch.store)->required();
  add_git_flags(app, fetch.git, GitUse::Follow);
}

int run_git_fetch(const GitFetchOptions& options) {
  // If the operator dies, nobody needs the answer: die too.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::cout << write_git_fetch(manifests::fetch_git(options.store, options.git.remote)) << std::flush;
  return 0;
}

}  // namespace

Command git_fetch_command() {
  return {kHidden, "git-fetch", "what --git starts for itself", "0",
          prepare(add_git_fetch_flags, run_git_fetch)};
}

}  // namespace fwop::controller::cli
