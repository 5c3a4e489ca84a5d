#include "controller/cli/command_set.hpp"

#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

#include "controller/cli/describe.hpp"
#include "controller/cli/help_formatter.hpp"
#include "controller/cli/version.hpp"

namespace fwop::controller::cli {
namespace {

constexpr const char* kEnvironment =
    "Every flag is a variable too: FIREWORKS_OPERATOR_ and the flag in capitals.";
constexpr const char* kKeep = "Keep clusters as declared";
constexpr const char* kAsk = "Ask a running daemon";
constexpr const char* kTell = "Tell a running daemon";
constexpr const char* kWrite = "Write manifests";
constexpr const char* kOther = "Beside it";
constexpr const char* kHidden = "";

}  // namespace

template <class Options>
CLI::App* CommandSet::add(CLI::App* parent, const Words& words, void (*describe)(CLI::App*, Options&),
                          std::optional<Options> CommandLine::*member) {
  CLI::App* command = parent->add_subcommand(words.name, words.what)->group(words.group);
  command->footer("");
  const auto options = std::make_shared<Options>();
  describe(command, *options);
  const std::string more = command->get_footer();
  command->footer((more.empty() ? "" : more + "\n\n") + "Exit status: " + words.exits + ".\n" + kEnvironment);
  take_.emplace_back([command, options, member](CommandLine& line) {
    // A command with commands of its own is meant itself only where none of them is named.
    if (command->parsed() && command->get_subcommands().empty()) line.*member = std::move(*options);
  });
  return command;
}

CommandSet::CommandSet() : app_("Keeps Fireworks AI clusters as declared in YAML.", "fireworks-operator") {
  app_.formatter(std::make_shared<HelpFormatter>());
  app_.set_help_flag("-h,--help", "this text");
  app_.set_version_flag("--version", std::string("fireworks-operator ") + kVersion, "the release");
  app_.set_help_all_flag("--help-all", "every flag");
  app_.require_subcommand(1);
  app_.footer(kEnvironment);

  add(&app_,
      {kKeep, "run", "the daemon: create what is missing and keep it as declared",
       "0 stopped, or with --until-settled every cluster is READY; 1 settled otherwise; 2 it could not "
       "start"},
      describe_run, &CommandLine::run);
  add(&app_,
      {kKeep, "plan", "what run would do, changing nothing",
       "0 nothing would change; 2 something would, or a person has to decide; 1 a manifest has errors, "
       "something could not be told, or it could not start"},
      describe_plan, &CommandLine::plan);
  add(&app_,
      {kKeep, "apply", "converge once, and wait for it",
       "0 every cluster is READY; 1 otherwise, also when interrupted or timed out; 2 it could not start"},
      describe_apply, &CommandLine::apply);
  add_commands_of_a_daemon();
  add(&app_,
      {kWrite, "validate", "check manifests, offline",
       "0 no error; 1 errors, or nothing to check; 2 they could not be read"},
      describe_validate, &CommandLine::validate);
  add(&app_,
      {kWrite, "init", "a manifest from Terraform's outputs, or from flags",
       "0 it is complete; 1 something is left to fill in; 2 it could not be made"},
      describe_init, &CommandLine::init);
  add(&app_,
      {kWrite, "export", "the account's existing clusters as manifests",
       "0 all of them; 1 some could not be; 2 the account could not be listed"},
      describe_export, &CommandLine::export_clusters);
  add(&app_, {kWrite, "schema", "the JSON Schema of a manifest, for editors and CI", "0"}, describe_schema,
      &CommandLine::schema);
  add(&app_,
      {kOther, "standin", "the local clusters API, with faults on request",
       "0 stopped by a signal; 2 it could not start"},
      describe_standin, &CommandLine::standin);
  add(&app_, {kOther, "completion", "a script that completes commands in your shell", "0"},
      describe_completion, &CommandLine::completion);
  add(&app_, {kOther, "man", "the manual page, for man -l", "0"}, describe_man, &CommandLine::man);
  add(&app_, {kHidden, "git-fetch", "what --git starts for itself", "0"}, describe_git_fetch,
      &CommandLine::git_fetch);
  add(&app_, {kHidden, "decode-trial", "what run starts for itself before it decodes a large file", "0"},
      describe_decode_trial, &CommandLine::decode_trial);

  for (CLI::App* command : app_.get_subcommands(nullptr)) {
    // With this of its own a command reads the environment only when it is the one that was asked for: a
    // variable meant for another cannot stop it.
    command->parse_complete_callback([] {});
  }
}

void CommandSet::add_commands_of_a_daemon() {
  const char* found = "0 found; 1 there is no such cluster; 2 no daemon answers";
  const char* durable = "0 done, and durable; 1 the daemon says why not; 2 no daemon answers";
  add(&app_, {kAsk, "get", "its clusters", found}, describe_get, &CommandLine::get);
  add(&app_,
      {kAsk, "status", "the operator itself, at a glance",
       "0 all is well; 1 something needs a look; 2 no daemon answers"},
      describe_status, &CommandLine::status);
  add(&app_, {kAsk, "describe", "one cluster, with its conditions and its history", found}, describe_describe,
      &CommandLine::describe);
  add(&app_, {kAsk, "why", "why a cluster stands as it does, down to the call; what comes next", found},
      describe_why, &CommandLine::why);
  add(&app_,
      {kTell, "reconcile", "look now, whatever the back-off",
       "0 done; 1 there is no such cluster; 2 no daemon answers"},
      describe_reconcile, &CommandLine::reconcile);
  add(&app_, {kTell, "suspend", "leave a cluster alone", durable}, describe_suspend, &CommandLine::suspend);
  add(&app_, {kTell, "resume", "manage it again", durable}, describe_resume, &CommandLine::resume);
  add(&app_, {kTell, "abandon", "let go of a cluster, without deleting it", durable}, describe_abandon,
      &CommandLine::abandon);
  add(&app_, {kTell, "import", "adopt an existing cluster, whatever its policy.adoption", durable},
      describe_import, &CommandLine::import_existing);
  CLI::App* brake = add(&app_,
                        {kTell, "brake", "what is held: by the brake, or because a manifest was removed",
                         "0 told; 2 no daemon answers"},
                        describe_brake, &CommandLine::brake);
  brake->require_subcommand(0, 1);
  add(brake, {kTell, "list", "the same", "0 told; 2 no daemon answers"}, describe_brake, &CommandLine::brake);
  add(brake,
      {kTell, "release", "let it go, once", "0 done; 1 nothing of that cluster is held; 2 no daemon answers"},
      describe_brake_release, &CommandLine::brake_release);
}

CommandLine CommandSet::taken() {
  CommandLine line;
  for (const auto& take : take_) take(line);
  return line;
}

}  // namespace fwop::controller::cli
