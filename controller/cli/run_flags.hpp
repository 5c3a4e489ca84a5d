#pragma once

#include <CLI/App.hpp>

#include "controller/cli/run_options.hpp"

namespace fwop::controller::cli {

// Flags that several of run, plan, apply, export and git-fetch share. `app` keeps references to the options,
// so the options must live until it has parsed.

inline constexpr const char* kBrakeGroup = "Brake (over a rolling hour)";

/// Whether the command follows a repository or reads it once; then there are no flags for later fetches.
enum class GitUse { Follow, ReadOnce };
void add_git_flags(CLI::App* app, GitFlags& git, GitUse use);
void add_paths(CLI::App* app, RunOptions& run);
void add_api_flags(CLI::App* app, RunOptions& run);
void add_brake_flags(CLI::App* app, RunOptions& run);
void add_pace_flags(CLI::App* app, RunOptions& run);
void add_standin_flags(CLI::App* app, RunOptions& run);
void add_output_flags(CLI::App* app, RunOptions& run);

}  // namespace fwop::controller::cli
