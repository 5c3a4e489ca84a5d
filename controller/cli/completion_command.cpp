#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/completion.hpp"

namespace fwop::controller::cli {
namespace {

struct CompletionOptions {
  std::string shell;
};

void add_completion_flags(CLI::App* app, CompletionOptions& completion) {
  app->add_option("SHELL", completion.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app->footer("For bash, for example: source <(fireworks-operator completion bash)");
}

int run_completion(const CompletionOptions& options) {
  std::cout << completion_script(options.shell);
  return 0;
}

}  // namespace

Command completion_command() {
  return {kOther, "completion", "a script that completes commands in your shell", "0",
          prepare(add_completion_flags, run_completion)};
}

}  // namespace fwop::controller::cli
