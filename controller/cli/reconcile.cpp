#include <iostream>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/control_client.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"
#include "controller/show/counted.hpp"

namespace fwop::controller::cli {
namespace {

void add_reconcile_flags(CLI::App* app, ReconcileOptions& control) {
  add_cluster(app, control.name, "a cluster, or ACCOUNT/CLUSTER");
  add_switch(app, "--all", control.all, "every cluster")->excludes("NAME");
  add_daemon(app, control.state_dir);
}

int run_reconcile(const ReconcileOptions& options) {
  if (options.name.empty() && !options.all) return refuse("reconcile needs the NAME of a cluster, or --all");
  const DaemonAnswer answer = ask_daemon(options.state_dir, "/v1/reconcile", options.name);
  if (answer.exit_code != 0) return answer.exit_code;
  std::cout << counted(answer.body.value("clusters", std::size_t{0}), "cluster")
            << " looked at now, whatever the back-off\n";
  return 0;
}

}  // namespace

Command reconcile_command() {
  return {kTell, "reconcile", "look now, whatever the back-off",
          "0 done; 1 there is no such cluster; 2 no daemon answers",
          prepare(add_reconcile_flags, run_reconcile)};
}

}  // namespace fwop::controller::cli
