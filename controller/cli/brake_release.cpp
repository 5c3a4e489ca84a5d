#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/control_client.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"
#include "controller/show/json_fields.hpp"

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

std::string lines_of(const json& held, const std::string& what) {
  std::string text;
  for (const json& one : held)
    text += what + printable_text_of(one, "change") + " of " + account_and_id_of(one) + ": " +
            printable_text_of(one, "text") + "\n";
  return text;
}

void add_brake_release_flags(CLI::App* app, ReleaseOptions& release) {
  add_cluster(app, release.name, "a cluster, or ACCOUNT/CLUSTER; its delete is let go as well");
  CLI::Option* all = add_switch(app, "--all", release.all, "every held change except deletes");
  all->excludes("NAME");
  add_switch(app, "--include-deletes", release.include_deletes, "with --all: deletes as well")->needs(all);
  add_switch(app, "--dry-run", release.dry_run, "say what would be let go, and do nothing");
  add_daemon(app, release.state_dir);
}

int run_brake_release(const ReleaseOptions& options) {
  if (options.name.empty() && !options.all)
    return refuse("brake release needs the NAME of a cluster, or --all");
  const DaemonAnswer answer =
      ask_daemon(options.state_dir, "/v1/brake/release", options.name,
                 {{"includeDeletes", options.include_deletes}, {"dryRun", options.dry_run}});
  if (answer.exit_code != 0) return answer.exit_code;
  const json released = answer.body.value("released", json::array());
  const json kept = answer.body.value("kept", json::array());
  std::cout << lines_of(released, options.dry_run ? "would be let go: " : "let go, once: ");
  if (released.empty())
    std::cout << (options.all ? "no change is held that --all releases"
                              : "nothing is held of " + options.name)
              << '\n';
  std::cout << lines_of(kept, "still held: ");
  if (!kept.empty()) std::cout << "deletes are let go by NAME, or by --all --include-deletes\n";
  return released.empty() && !options.all ? 1 : 0;
}

}  // namespace

Command brake_release_command() {
  return {kTell, "brake release", "let a held change proceed, once",
          "0 done; 1 nothing of that cluster is held; 2 no daemon answers",
          prepare(add_brake_release_flags, run_brake_release)};
}

}  // namespace fwop::controller::cli
