#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
namespace {

void add_import_flags(CLI::App* app, ImportOptions& options) {
  add_required_cluster(app, options.name);
  add_switch(app, "--dry-run", options.dry_run, "say what would be changed, and do nothing");
  add_daemon(app, options.state_dir);
  app->footer(
      "For a cluster that exists and is declared, but is not adopted because policy.adoption is Never, or "
      "because it differs. It is adopted this once, and what differs is then healed by policy.drift.");
}

int run_import(const ImportOptions& options) {
  return post_to_daemon(options.state_dir, "/v1/import", options.name, {{"dryRun", options.dry_run}});
}

}  // namespace

Command import_command() {
  return {kTell, "import", "adopt an existing cluster, whatever its policy.adoption", kDurableOrNot,
          prepare(add_import_flags, run_import)};
}

}  // namespace fwop::controller::cli
