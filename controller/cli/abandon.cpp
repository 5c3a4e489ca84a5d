#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
namespace {

void add_abandon_flags(CLI::App* app, ClusterCommandOptions& control) {
  add_required_cluster(app, control.name);
  add_daemon(app, control.state_dir);
  app->footer(
      "The operator forgets that the cluster is its own; no call is made, and it stays as it is. Of one "
      "that a manifest declares this is refused unless policy.adoption is Never: it would be adopted again.");
}

int run_abandon(const ClusterCommandOptions& options) {
  return post_to_daemon(options.state_dir, "/v1/abandon", options.name);
}

}  // namespace

Command abandon_command() {
  return {kTell, "abandon", "let go of a cluster, without deleting it", kDurableOrNot,
          prepare(add_abandon_flags, run_abandon)};
}

}  // namespace fwop::controller::cli
