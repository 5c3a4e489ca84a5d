#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
namespace {

void add_resume_flags(CLI::App* app, ClusterCommandOptions& control) {
  add_required_cluster(app, control.name);
  add_daemon(app, control.state_dir);
}

int run_resume(const ClusterCommandOptions& options) {
  return post_to_daemon(options.state_dir, "/v1/resume", options.name);
}

}  // namespace

Command resume_command() {
  return {kTell, "resume", "manage it again", kDurableOrNot, prepare(add_resume_flags, run_resume)};
}

}  // namespace fwop::controller::cli
