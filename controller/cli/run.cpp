#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/log_output.hpp"
#include "controller/cli/make_daemon.hpp"
#include "controller/cli/run_flags.hpp"

namespace fwop::controller::cli {
namespace {

// Not 0: the engine turns any other grace into at least one sweep. 0 is only for apply and --require-plan.
constexpr Duration kShortestGrace{1};

/// Empty for a host name; else one line that says what to give.
std::string why_no_host_name(const std::string& text) {
  const bool good = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  });
  return good ? "" : "must be a name alone, such as operator.example.com, not " + text;
}

void add_status_server_flags(CLI::App* app, RunOptions& run) {
  const std::string group = "Status port";
  add(app, "--status-address", run.status_address, "metrics, status page and API");
  add(app, "--status-host", run.status_hosts, "another name of it; may be given again")
      ->check(why_no_host_name)
      ->allow_extra_args(false)
      ->group(group);
  add_file(app, "--status-token-file", run.status_token_file, "the token that readers must send")
      ->group(group);
  add_file(app, "--status-tls-cert-file", run.status_tls.identity.certificate_file,
           "certificates of https, PEM; read again when they change")
      ->group(group);
  add_file(app, "--status-tls-key-file", run.status_tls.identity.key_file, "the key of the first, PEM")
      ->group(group);
  add_file(app, "--status-client-ca-file", run.status_tls.client_ca_file,
           "who signs the certificates of those who may read")
      ->group(group);
  add(app, "--status-open", run.status_open,
      "to everybody: metrics (and probes), or all: role ARNs, names and sources too")
      ->check(CLI::IsMember({"metrics", "all"}))
      ->group(group);
}

void add_run_flags(CLI::App* app, RunOptions& run) {
  add_paths(app, run);
  add_switch(app, "--standin", run.standin, "against the built-in stand-in, not the real API");
  run.may_rehearse = true;
  add_switch(app, "--until-settled", run.until_settled, "exit when settled: 0 all READY, 1 otherwise");
  add_api_flags(app, run);
  add_status_server_flags(app, run);
  add_folder(app, "--state-dir", run.state_dir, "where the journal lives");
  add_switch(app, "--allow-empty", run.allow_empty, "accept a source without any manifest");
  add_file(app, "--require-plan", run.require_plan, "act only on plans whose hash is in it; or a URL");
  add_git_flags(app, run.git, GitUse::Follow);
  add_pace_flags(app, run);
  add_brake_flags(app, run);
  add_duration(
      app, "--deletion-grace", "10m",
      [&](auto d) { run.engine.deletion_grace = std::max<Duration>(d, kShortestGrace); },
      "from a removed manifest to its delete; at least a sweep")
      ->group(kBrakeGroup);
  add_standin_flags(app, run);
  add_output_flags(app, run);
  add_number(app, "--seed", run.seed, "of the jitter, to repeat a run",
             {0, 1.8446744073709552e19, true, "a whole number of 0 or more"})
      ->group("");
}

int run_run(const RunOptions& options) {
  const bool table = wants_table(options.table);
  log_as(options.output, table);
  DaemonOptions made;
  made.until_settled = options.until_settled;
  made.live_table = table;
  auto made_daemon = make_daemon(options, std::move(made));
  if (!made_daemon) return refuse(made_daemon.error());
  return made_daemon->daemon->run();
}

}  // namespace

Command run_command() {
  return {kKeep, "run", "the daemon: create what is missing and keep it as declared",
          "0 stopped, or with --until-settled every cluster is READY; 1 settled otherwise; 2 it could not "
          "start",
          prepare(add_run_flags, run_run)};
}

}  // namespace fwop::controller::cli
