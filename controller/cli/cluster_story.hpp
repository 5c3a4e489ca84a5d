#pragma once

#include <chrono>
#include <string>

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

/// Options of `describe` and `why`.
struct StoryOptions {
  std::string name;
  std::string output = "text";
  StatusFlags daemon;
};
void add_story_flags(CLI::App* app, StoryOptions& story);

/// Prints what `render` returns for the cluster, its events and the current time; with -o json, the JSON of
/// the cluster and its events. For a deleted cluster, prints the events that the journal has. Returns the
/// exit code.
using RenderStory = std::string (*)(const nlohmann::json& cluster, const nlohmann::json& events,
                                    std::chrono::system_clock::time_point now);
int print_story(const StoryOptions& options, RenderStory render);

}  // namespace fwop::controller::cli
