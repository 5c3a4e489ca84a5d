#include <iostream>

#include <CLI/CLI.hpp>

#include "controller/cli/command_set.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/completion.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/man_page.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/cli/version.hpp"
#include "manifests/json_schema.hpp"

// What the program says of itself, for shells, people and editors.

namespace fwop::controller::cli {
namespace {

/// Of the daemon at the usual address; somebody waits with a finger on the key.
std::vector<std::string> clusters_of_the_daemon() {
  const auto reply =
      ask_status(status_flags_of_environment(), "/api/v1/clusters", std::chrono::milliseconds(500));
  std::vector<std::string> names;
  if (!reply || reply->status != 200 || !reply->body.contains("clusters")) return names;
  for (const auto& cluster : reply->body.at("clusters")) {
    if (cluster.contains("name")) names.push_back(cluster.at("name"));
  }
  return names;
}

const char* others_line(Completions::Others others) {
  switch (others) {
    case Completions::Others::Files: return ":files";
    case Completions::Others::Folders: return ":folders";
    case Completions::Others::None: break;
  }
  return ":none";
}

}  // namespace

void describe_completion(CLI::App* app, CompletionOptions& completion) {
  app->add_option("SHELL", completion.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app->footer("For bash, for example: source <(fireworks-operator completion bash)");
}

void describe_schema(CLI::App*, SchemaOptions&) {}
void describe_man(CLI::App*, ManOptions&) {}

int completion(const CompletionOptions& options) {
  std::cout << completion_script(options.shell);
  return 0;
}

int complete_words(const CompleteOptions& options) {
  CommandSet commands;
  const Completions found = complete(commands.app(), options.words, clusters_of_the_daemon);
  std::cout << others_line(found.others) << '\n';
  for (const auto& candidate : found.candidates)
    std::cout << candidate.word << (candidate.what.empty() ? "" : "\t") << candidate.what << '\n';
  return 0;
}

int man(const ManOptions&) {
  CommandSet commands;
  std::cout << man_page(commands.app(), kVersion);
  return 0;
}

int schema(const SchemaOptions&) {
  std::cout << manifests::json_schema();
  return 0;
}

}  // namespace fwop::controller::cli
