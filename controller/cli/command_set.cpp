#include "controller/cli/command_set.hpp"

#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "controller/cli/commands.hpp"
#include "controller/cli/help_formatter.hpp"
#include "controller/cli/version.hpp"

namespace fwop::controller::cli {
namespace {

constexpr const char* kEnvironment =
    "Every flag is a variable too: FIREWORKS_OPERATOR_ and the flag in capitals.";

}  // namespace

CommandSet::CommandSet() : app_("Keeps Fireworks AI clusters as declared in YAML.", "fireworks-operator") {
  app_.formatter(std::make_shared<HelpFormatter>());
  app_.set_help_flag("-h,--help", "this text");
  app_.set_version_flag("--version", std::string("fireworks-operator ") + kVersion, "the release");
  app_.set_help_all_flag("--help-all", "every flag");
  app_.require_subcommand(1);
  app_.footer(kEnvironment);

#define FWOP_ADD_COMMAND(name) add(name##_command());
  FWOP_EACH_COMMAND(FWOP_ADD_COMMAND)
#undef FWOP_ADD_COMMAND

  for (CLI::App* command : app_.get_subcommands(nullptr)) {
    // With this callback, CLI11 reads the environment only for the command that was given. So a wrong
    // variable for another command does not matter.
    command->parse_complete_callback([] {});
  }
}

void CommandSet::add(Command command) {
  CLI::App* parent = &app_;
  std::string name = command.name;
  if (const auto space = name.find(' '); space != std::string::npos) {
    parent = app_.get_subcommand(name.substr(0, space));
    name.erase(0, space + 1);
  }
  CLI::App* app = parent->add_subcommand(name, command.summary)->group(command.group);
  app->footer("");
  if (!command.alone) app->require_subcommand(0, 1);
  PreparedCommand prepared = command.prepare(app);
  const std::string more = app->get_footer();
  app->footer((more.empty() ? "" : more + "\n\n") + "Exit status: " + command.exits + ".\n" + kEnvironment);
  members_.push_back({app, std::move(command), std::move(prepared)});
}

CommandLine CommandSet::parsed_command() const {
  for (const Member& member : members_) {
    // A command with subcommands runs itself only if no subcommand was given.
    if (!member.app->parsed() || !member.app->get_subcommands().empty()) continue;
    return {.command = member.command.name, .options = member.prepared.options(), .run = member.prepared.run};
  }
  return {};
}

}  // namespace fwop::controller::cli
