#include <iostream>
#include <sstream>

#include "api/base/text_width.hpp"
#include "api/clusters/types.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/control_client.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/run_files.hpp"

// What a person tells a running daemon about one cluster.

namespace fwop::controller::cli {
namespace {

using nlohmann::json;

void add_name(CLI::App* app, std::string& name) {
  add_cluster(app, name, "a cluster, or ACCOUNT/CLUSTER")->required();
}

int tell(const std::string& state_dir, const std::string& path, const std::string& name,
         const json& body = json::object()) {
  // Not every cluster, just because a script's variable was empty.
  if (name.empty()) return refuse("the NAME of the cluster is empty");
  const DaemonAnswer answer = ask_daemon(state_dir, path, name, body);
  if (answer.exit_code == 0) {
    std::istringstream lines(answer.body.value("message", "done"));
    for (std::string line; std::getline(lines, line);) std::cout << printable(line) << '\n';
  }
  return answer.exit_code;
}

}  // namespace

void describe_suspend(CLI::App* app, SuspendOptions& suspend) {
  add_name(app, suspend.name);
  add(app, "--reason", suspend.reason, "why, for whoever looks");
  add(app, "--owner", suspend.owner, "who to ask about it; by default the user who suspends");
  CLI::Option* until = add(app, "--until", suspend.until, "it ends then, such as 2026-12-24T18:00:00Z");
  add_duration(
      app, "--for", "", [&suspend](auto lasting) { suspend.lasting = lasting; },
      "it ends that much later, such as 2h")
      ->excludes(until);
  add_daemon(app, suspend.state_dir);
  app->footer(
      "The cluster is observed, and nothing is changed: no create, update or delete, not even when its "
      "manifest goes. It is kept across restarts, until `resume NAME` or its end.");
}

void describe_resume(CLI::App* app, ControlOptions& control) {
  add_name(app, control.name);
  add_daemon(app, control.state_dir);
}

void describe_abandon(CLI::App* app, ControlOptions& control) {
  add_name(app, control.name);
  add_daemon(app, control.state_dir);
  app->footer(
      "The operator forgets that the cluster is its own; no call is made, and it stays as it is. Of one "
      "that a manifest declares this is refused unless policy.adoption is Never: it would be adopted again.");
}

void describe_import(CLI::App* app, ImportOptions& options) {
  add_name(app, options.name);
  add_switch(app, "--dry-run", options.dry_run, "say what would be changed, and do nothing");
  add_daemon(app, options.state_dir);
  app->footer(
      "For a cluster that exists and is declared, but is not adopted because policy.adoption is Never, or "
      "because it differs. It is adopted this once, and what differs is then healed by policy.drift.");
}

int suspend(const SuspendOptions& options) {
  json body = {{"reason", options.reason}, {"owner", options.owner}};
  const auto now = std::chrono::system_clock::now();
  if (options.lasting)
    body["until"] = format_rfc3339(std::chrono::ceil<std::chrono::seconds>(now + *options.lasting));
  if (!options.until.empty()) {
    const auto until = parse_rfc3339(options.until);
    if (!until) return refuse("--until must be a time such as 2026-12-24T18:00:00Z, not " + options.until);
    if (*until <= now) return refuse("--until " + options.until + " is over already");
    body["until"] = options.until;
  }
  return tell(options.state_dir, "/v1/suspend", options.name, body);
}

int resume(const ControlOptions& options) { return tell(options.state_dir, "/v1/resume", options.name); }

int abandon(const ControlOptions& options) { return tell(options.state_dir, "/v1/abandon", options.name); }

int import_existing(const ImportOptions& options) {
  return tell(options.state_dir, "/v1/import", options.name, {{"dryRun", options.dry_run}});
}

}  // namespace fwop::controller::cli
