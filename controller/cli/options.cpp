#include "controller/cli/options.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "api/duration.hpp"
#include "controller/cli/help_formatter.hpp"
#include "controller/cli/version.hpp"

namespace fwop::controller::cli {
namespace {

std::string environment_name(const std::string& flag) {
  std::string name = "FIREWORKS_OPERATOR_" + flag.substr(2);
  std::replace(name.begin(), name.end(), '-', '_');
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

CLI::Option* with_environment(CLI::Option* option, const std::string& flag) {
  return option->envname(environment_name(flag));
}

template <class Value>
CLI::Option* add(CLI::App* app, const std::string& flag, Value& value, const std::string& help) {
  return with_environment(app->add_option(flag, value, help)->capture_default_str(), flag);
}

CLI::Option* add_switch(CLI::App* app, const std::string& flag, bool& value, const std::string& help) {
  return with_environment(app->add_flag(flag, value, help), flag);
}

/// A duration such as "2s". `keep` takes it.
template <class Keep>
CLI::Option* add_duration(CLI::App* app, const std::string& flag, const std::string& shown, Keep keep,
                          const std::string& help) {
  const auto convert = [flag, keep](const std::string& text) {
    const auto duration = api::parse_duration(text);
    if (!duration) throw CLI::ValidationError(flag, duration.error());
    keep(*duration);
  };
  return with_environment(app->add_option_function<std::string>(flag, convert, help)->default_str(shown),
                          flag)
      ->type_name("DURATION");
}

void add_account(CLI::App* app, std::string& account) {
  app->add_option("--account-id", account, "of manifests that name none (FIREWORKS_ACCOUNT_ID)")
      ->envname("FIREWORKS_ACCOUNT_ID");
}

void describe_run(CLI::App* app, RunOptions& run) {
  app->add_option("PATH", run.paths, "folders or files with manifests")->required();
  add_switch(app, "--standin", run.standin, "against the built-in stand-in instead of the real API");
  add_switch(app, "--until-settled", run.until_settled, "exit when settled: 0 all READY, 1 otherwise");
  add_account(app, run.account_id);
  app->add_option("--api-url", run.api_url, "https, or http to this machine (FIREWORKS_BASE_URL)")
      ->envname("FIREWORKS_BASE_URL");
  add(app, "--api-key-file", run.api_key_files, "FILE, or ACCOUNT=FILE; read again when it changes")
      ->allow_extra_args(false);
  add(app, "--api-ca-file", run.api_ca_file, "more authorities to trust, PEM");
  add(app, "--status-address", run.status_address, "metrics, status page and API");
  add(app, "--state-dir", run.state_dir, "where the journal lives");
  add_switch(app, "--allow-empty", run.allow_empty, "a source may come to hold no manifest at all");

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
  add(app, "--max-in-flight", engine.max_calls_in_flight, "API calls at once, an account")
      ->check(CLI::Range(1, 1024))
      ->group(pace);
  add(app, "--api-budget", engine.budget_per_second, "API calls a second, an account; 0 for no limit")
      ->check(CLI::NonNegativeNumber)
      ->group(pace);
  add(app, "--api-burst", engine.budget_burst, "API calls at once out of a full budget")
      ->check(CLI::Range(1.0, 1e6))
      ->group(pace);
  add_duration(
      app, "--request-timeout", "30s", [&](auto d) { run.request_timeout = d; }, "one API call")
      ->group(pace);
  add_duration(
      app, "--connect-timeout", "5s", [&](auto d) { run.connect_timeout = d; }, "lookup, connect and TLS")
      ->group(pace);

  const std::string brake = "Brake (over a rolling hour)";
  add(app, "--max-delete-percent", engine.max_delete_percent, "of the owned clusters; at least one")
      ->check(CLI::Range(0.0, 100.0))
      ->group(brake);
  add(app, "--max-creates", engine.max_creates, "no limit when not given")->group(brake);
  add(app, "--max-updates", engine.max_updates, "no limit when not given")->group(brake);

  const std::string rehearsal = "Stand-in";
  add_duration(
      app, "--standin-provisioning", "2s", [&](auto d) { run.standin_provisioning = d; },
      "time from CREATING to READY")
      ->group(rehearsal);
  add(app, "--standin-faults", run.standin_faults, "fault script, JSON")->group(rehearsal);

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
  add(app, "--seed", run.seed, "of the jitter, to repeat a run")->group("");
}

void describe_validate(CLI::App* app, ValidateOptions& validate) {
  app->add_option("PATH", validate.paths, "folders or files with manifests")->required();
  add_account(app, validate.account_id);
}

void describe_standin(CLI::App* app, StandinCommandOptions& standin) {
  add(app, "--port", standin.port, "on 127.0.0.1; 0 for any free one");
  add(app, "--api-key", standin.api_key, "the only key that is let in; any when not given");
  add_duration(
      app, "--provisioning", "2s", [&](auto d) { standin.provisioning = d; }, "time from CREATING to READY");
  add_duration(
      app, "--deletion", "half of it", [&](auto d) { standin.deletion = d; }, "time in DELETING");
  add(app, "--faults", standin.faults, "fault script, JSON");
  add(app, "--account", standin.account, "the only account there is; any when not given");
  add_switch(app, "--tls", standin.tls, "https with a certificate made at start");
}

void describe_get(CLI::App* app, GetOptions& get) {
  app->add_option("NAME", get.name, "a cluster, or ACCOUNT/CLUSTER; all when not given");
  add(app, "--output,-o", get.output, "table, wide, json or yaml")
      ->envname("FIREWORKS_OPERATOR_OUTPUT")
      ->check(CLI::IsMember({"table", "wide", "json", "yaml"}));
  add(app, "--status-address", get.status_address, "of the running daemon");
}

void describe_reconcile(CLI::App* app, ControlOptions& control) {
  app->add_option("NAME", control.name, "a cluster, or ACCOUNT/CLUSTER");
  add_switch(app, "--all", control.all, "every cluster")->excludes("NAME");
  add(app, "--state-dir", control.state_dir, "of the running daemon");
}

void describe_brake_release(CLI::App* app, ControlOptions& control) {
  app->add_option("NAME", control.name, "a cluster, or ACCOUNT/CLUSTER");
  add_switch(app, "--all", control.all, "all that waits")->excludes("NAME");
  add(app, "--state-dir", control.state_dir, "of the running daemon");
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  RunOptions run;
  ValidateOptions validate;
  StandinCommandOptions standin;
  GetOptions get;
  ControlOptions reconcile;
  ControlOptions brake_release;

  CLI::App app("Keeps Fireworks AI clusters as declared in YAML.", "fireworks-operator");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", std::string("fireworks-operator ") + kVersion);
  app.require_subcommand(1);
  app.footer("Every flag is also an environment variable: --api-budget is FIREWORKS_OPERATOR_API_BUDGET.");
  CLI::App* run_app = app.add_subcommand("run", "the daemon: create what is missing and keep it as declared");
  CLI::App* validate_app = app.add_subcommand("validate", "check manifests offline; exit 0 or 1");
  CLI::App* get_app = app.add_subcommand("get", "clusters of a running daemon");
  CLI::App* reconcile_app =
      app.add_subcommand("reconcile", "a running daemon: look now, whatever the back-off");
  CLI::App* brake_app = app.add_subcommand("brake", "a running daemon: let go what the brake holds");
  CLI::App* release_app = brake_app->add_subcommand("release", "let it go, once");
  brake_app->require_subcommand(1);
  CLI::App* standin_app = app.add_subcommand("standin", "the local clusters API, with faults on request");
  describe_run(run_app, run);
  describe_validate(validate_app, validate);
  describe_get(get_app, get);
  describe_reconcile(reconcile_app, reconcile);
  describe_brake_release(release_app, brake_release);
  describe_standin(standin_app, standin);
  for (CLI::App* command : app.get_subcommands(nullptr)) {
    // With this of its own a command reads the environment only when it is the one that was asked for: a
    // variable meant for another cannot stop it.
    command->parse_complete_callback([] {});
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    app.exit(done);
    return line;
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> unknown = app.remaining();
    const bool no_command = app.get_subcommands().empty() && !unknown.empty();
    std::cerr << "fireworks-operator: "
              << (no_command ? "there is no command '" + unknown.front() + "'" : std::string(error.what()))
              << " (see --help)\n";
    line.exit_code = 2;
    return line;
  }
  if (run_app->parsed()) line.run = std::move(run);
  if (validate_app->parsed()) line.validate = std::move(validate);
  if (standin_app->parsed()) line.standin = std::move(standin);
  if (get_app->parsed()) line.get = std::move(get);
  if (reconcile_app->parsed()) line.reconcile = std::move(reconcile);
  if (release_app->parsed()) line.brake_release = std::move(brake_release);
  return line;
}

}  // namespace fwop::controller::cli
