#include <chrono>

#include "api/base/wall_time.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
namespace {

void add_suspend_flags(CLI::App* app, SuspendOptions& suspend) {
  add_required_cluster(app, suspend.name);
  add(app, "--reason", suspend.reason, "why, shown with the cluster");
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

int run_suspend(const SuspendOptions& options) {
  nlohmann::json body = {{"reason", options.reason}, {"owner", options.owner}};
  const auto now = std::chrono::system_clock::now();
  if (options.lasting)
    body["until"] = format_rfc3339(std::chrono::ceil<std::chrono::seconds>(now + *options.lasting));
  if (!options.until.empty()) {
    const auto until = parse_rfc3339(options.until);
    if (!until) return refuse("--until must be a time such as 2026-12-24T18:00:00Z, not " + options.until);
    if (*until <= now) return refuse("--until " + options.until + " is over already");
    body["until"] = options.until;
  }
  return post_to_daemon(options.state_dir, "/v1/suspend", options.name, body);
}

}  // namespace

Command suspend_command() {
  return {kTell, "suspend", "leave a cluster alone", kDurableOrNot, prepare(add_suspend_flags, run_suspend)};
}

}  // namespace fwop::controller::cli
