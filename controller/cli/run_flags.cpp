#include "controller/cli/run_flags.hpp"

#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
void add_paths(CLI::App* app, RunOptions& run) {
  app->add_option("PATH", run.paths, "folders or files with manifests; or give --git")->type_name("FILE");
  add_account(app, run.account_id);
}

void add_git_flags(CLI::App* app, GitFlags& git, GitUse use) {
  const std::string group = "Git";
  add(app, "--git", git.remote.url, "follow this repository instead of PATH: https, ssh, file or a path")
      ->group(group);
  add(app, "--git-ref", git.remote.ref, "branch, tag or commit; by default the remote's HEAD")->group(group);
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
      app, "--git-interval", "60s", [&](auto d) { git.interval = d; }, "time between two fetches")
      ->group(group);
}

void add_api_flags(CLI::App* app, RunOptions& run) {
  app->add_option("--api-url", run.api_url, "https, or http to here (FIREWORKS_BASE_URL)")
      ->envname("FIREWORKS_BASE_URL");
  add_file(app, "--api-key-file", run.api_key_files, "or ACCOUNT=FILE; read again when it changes")
      ->allow_extra_args(false);
  add_file(app, "--api-ca-file", run.api_ca_file, "more authorities to trust, PEM");
  app->footer(
      "https, to the API and to a repository, goes through the proxy that HTTPS_PROXY names; NO_PROXY lists "
      "the "
      "hosts that need none.");
}

void add_brake_flags(CLI::App* app, RunOptions& run) {
  EngineOptions& engine = run.engine;
  add_number(app, "--max-delete-percent", engine.max_delete_percent, "of the owned clusters; at least one",
             {0, 100, false, "a number from 0 to 100"})
      ->group(kBrakeGroup);
  const Numbers count{0, 1e9, true, "a whole number of 0 or more; leave it out for no limit"};
  add_number(app, "--max-creates", engine.max_creates, "no limit when not given", count)->group(kBrakeGroup);
  add_number(app, "--max-updates", engine.max_updates, "no limit when not given", count)->group(kBrakeGroup);
}

void add_pace_flags(CLI::App* app, RunOptions& run) {
  EngineOptions& engine = run.engine;
  const std::string pace = "Pace";
  add_duration(
      app, "--sweep-interval", "60s", [&](auto d) { engine.sweep_settled = d; },
      "LIST of the account when settled")
      ->group(pace);
  add_duration(
      app, "--staleness-limit", "5 sweeps", [&](auto d) { engine.staleness_limit = d; },
      "a Ready older than this is Unknown")
      ->group(pace);
  add_duration(
      app, "--first-poll", "1s", [&](auto d) { engine.poll_first = d; },
      "from a create to the first look at it")
      ->group(pace);
  add_number(app, "--max-in-flight", engine.max_calls_in_flight, "API calls at once, an account",
             {1, 1024, true, "a whole number from 1 to 1024"})
      ->group(pace);
  add_number(app, "--api-budget", engine.budget_per_second, "API calls a second, an account; 0 for no limit",
             {0, 1e9, false, "0 or more calls a second; 0 means no limit"})
      ->group(pace);
  add_number(app, "--api-burst", engine.budget_burst, "API calls at once out of a full budget",
             {1, 1e6, false, "a number from 1 to 1000000"})
      ->group(pace);
  add_duration(
      app, "--request-timeout", "30s", [&](auto d) { run.request_timeout = d; }, "one API call")
      ->group(pace);
  add_duration(
      app, "--connect-timeout", "5s", [&](auto d) { run.connect_timeout = d; }, "lookup, connect and TLS")
      ->group(pace);
}

void add_standin_flags(CLI::App* app, RunOptions& run) {
  const std::string rehearsal = "Stand-in";
  add_duration(
      app, "--standin-provisioning", "2s", [&](auto d) { run.standin_provisioning = d; },
      "time from CREATING to READY")
      ->group(rehearsal);
  add_file(app, "--standin-faults", run.standin_faults, "fault script, JSON")->group(rehearsal);
}

void add_output_flags(CLI::App* app, RunOptions& run) {
  const std::string output = "Output";
  add(app, "--table", run.table, "live table: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->group(output);
  add(app, "--log-level", run.output.log_level, "debug, info, warning or error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
      ->group(output);
  add(app, "--log-format", run.output.log_format, "auto, text or json")
      ->check(CLI::IsMember({"auto", "text", "json"}))
      ->group(output);
}

}  // namespace fwop::controller::cli
