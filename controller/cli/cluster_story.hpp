#pragma once

#include <chrono>
#include <string>

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

/// The cluster whose story is told, and how.
struct StoryOptions {
  std::string name;
  std::string output = "text";
  StatusFlags daemon;
};
void add_story_flags(CLI::App* app, StoryOptions& story);

/// Tells what `render` makes of the cluster, its events and the time, or with -o json both as they came; of
/// one that is gone, what the journal knows. Returns the exit code.
using RenderStory = std::string (*)(const nlohmann::json& cluster, const nlohmann::json& events,
                                    std::chrono::system_clock::time_point now);
int print_story(const StoryOptions& options, RenderStory render);

}  // namespace fwop::controller::cli
