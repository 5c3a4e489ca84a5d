#include "controller/cli/options.hpp"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "controller/cli/describe.hpp"
#include "controller/cli/help_formatter.hpp"
#include "controller/cli/version.hpp"

namespace fwop::controller::cli {

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  RunOptions run;
  ApplyOptions apply;
  PlanOptions plan;
  ExportOptions exported;
  ValidateOptions validate;
  InitOptions init;
  StandinCommandOptions standin;
  GetOptions get;
  GitFetchOptions git_fetch;
  StoryOptions describe;
  StoryOptions why;
  ControlOptions reconcile;
  ControlOptions brake_release;
  SuspendOptions suspend;
  ControlOptions resume;
  ControlOptions abandon;
  ImportOptions import_existing;

  CLI::App app("Keeps Fireworks AI clusters as declared in YAML.", "fireworks-operator");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", std::string("fireworks-operator ") + kVersion);
  app.set_help_all_flag("--help-all", "every flag");
  app.require_subcommand(1);
  app.footer("Every flag is also an environment variable: --api-budget is FIREWORKS_OPERATOR_API_BUDGET.");
  CLI::App* run_app = app.add_subcommand("run", "the daemon: create what is missing and keep it as declared");
  CLI::App* plan_app =
      app.add_subcommand("plan", "what run would do, changing nothing; exit 0, 2 changes, 1 error");
  CLI::App* apply_app = app.add_subcommand("apply", "converge once and wait; exit 0 all READY, 1 otherwise");
  CLI::App* export_app = app.add_subcommand("export", "the account's existing clusters as manifests");
  CLI::App* validate_app = app.add_subcommand("validate", "check manifests offline; exit 0 or 1");
  CLI::App* get_app = app.add_subcommand("get", "clusters of a running daemon");
  CLI::App* describe_app =
      app.add_subcommand("describe", "one cluster of a running daemon, with its history");
  CLI::App* why_app =
      app.add_subcommand("why", "why a cluster stands as it does, down to the call, and what comes next");
  CLI::App* reconcile_app =
      app.add_subcommand("reconcile", "a running daemon: look now, whatever the back-off");
  CLI::App* suspend_app = app.add_subcommand("suspend", "a running daemon: leave a cluster alone");
  CLI::App* resume_app = app.add_subcommand("resume", "a running daemon: manage it again");
  CLI::App* abandon_app =
      app.add_subcommand("abandon", "a running daemon: let go of a cluster, without deleting it");
  CLI::App* import_app =
      app.add_subcommand("import", "a running daemon: adopt an existing cluster, whatever policy.adoption");
  CLI::App* brake_app = app.add_subcommand("brake", "a running daemon: let go what the brake holds");
  CLI::App* release_app = brake_app->add_subcommand("release", "let it go, once");
  brake_app->require_subcommand(1);
  CLI::App* standin_app = app.add_subcommand("standin", "the local clusters API, with faults on request");
  CLI::App* init_app = app.add_subcommand("init", "a manifest from Terraform's outputs, or from flags");
  CLI::App* schema_app = app.add_subcommand("schema", "the JSON Schema of a manifest, for editors and CI");
  describe_run(run_app, run);
  describe_apply(apply_app, apply);
  describe_plan(plan_app, plan);
  describe_export(export_app, exported);
  describe_validate(validate_app, validate);
  describe_init(init_app, init);
  describe_git_fetch(app.add_subcommand("git-fetch"), git_fetch);
  describe_get(get_app, get);
  describe_describe(describe_app, describe);
  describe_why(why_app, why);
  describe_reconcile(reconcile_app, reconcile);
  describe_brake_release(release_app, brake_release);
  describe_suspend(suspend_app, suspend);
  describe_resume(resume_app, resume);
  describe_abandon(abandon_app, abandon);
  describe_import(import_app, import_existing);
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
    // plan says "changes" with 2.
    line.exit_code = plan_app->parsed() ? 1 : 2;
    return line;
  }
  if (run_app->parsed()) line.run = std::move(run);
  if (apply_app->parsed()) line.apply = std::move(apply);
  if (plan_app->parsed()) line.plan = std::move(plan);
  if (export_app->parsed()) line.export_clusters = std::move(exported);
  if (validate_app->parsed()) line.validate = std::move(validate);
  if (init_app->parsed()) line.init = std::move(init);
  if (schema_app->parsed()) line.schema.emplace();
  if (standin_app->parsed()) line.standin = std::move(standin);
  if (app.got_subcommand("git-fetch")) line.git_fetch = std::move(git_fetch);
  if (get_app->parsed()) line.get = std::move(get);
  if (describe_app->parsed()) line.describe = std::move(describe);
  if (why_app->parsed()) line.why = std::move(why);
  if (reconcile_app->parsed()) line.reconcile = std::move(reconcile);
  if (release_app->parsed()) line.brake_release = std::move(brake_release);
  if (suspend_app->parsed()) line.suspend = std::move(suspend);
  if (resume_app->parsed()) line.resume = std::move(resume);
  if (abandon_app->parsed()) line.abandon = std::move(abandon);
  if (import_app->parsed()) line.import_existing = std::move(import_existing);
  return line;
}

}  // namespace fwop::controller::cli
