#include <algorithm>
#include <cctype>

#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"

namespace fwop::controller::cli {
namespace {

// The engine makes at least a whole sweep of it; no grace at all is for what cannot come back by itself.
constexpr Duration kShortestGrace{1};

constexpr const char* kBrakeGroup = "Brake (over a rolling hour)";

/// Empty when it is one; else what to give.
std::string why_no_host_name(const std::string& text) {
  const bool good = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  });
  return good ? "" : "must be a name alone, such as operator.example.com, not " + text;
}

}  // namespace

void add_paths(CLI::App* app, RunOptions& run) {
  app->add_option("PATH", run.paths, "folders or files with manifests; or give --git")->type_name("FILE");
  add_account(app, run.account_id);
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

void describe_run(CLI::App* app, RunOptions& run) {
  add_paths(app, run);
  add_switch(app, "--standin", run.standin, "against the built-in stand-in, not the real API");
  run.may_rehearse = true;
  add_switch(app, "--until-settled", run.until_settled, "exit when settled: 0 all READY, 1 otherwise");
  add_api_flags(app, run);
  add_status_server_flags(app, run);
  add_folder(app, "--state-dir", run.state_dir, "where the journal lives");
  add_switch(app, "--allow-empty", run.allow_empty, "a source may come to hold no manifest at all");
  add_file(app, "--require-plan", run.require_plan, "act only on a plan whose hash is there; or a URL");
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

}  // namespace fwop::controller::cli
