#pragma once

#include <CLI/CLI.hpp>

#include "controller/cli/options.hpp"

namespace fwop::controller::cli {

/// Each gives a command its flags. `app` keeps a reference to the options, which must outlive its parsing.
void describe_apply(CLI::App* app, ApplyOptions& apply);
void describe_plan(CLI::App* app, PlanOptions& plan);
void describe_run(CLI::App* app, RunOptions& run);
void describe_export(CLI::App* app, ExportOptions& options);
void describe_git_fetch(CLI::App* app, GitFetchOptions& fetch);
void describe_decode_trial(CLI::App* app, DecodeTrialOptions& trial);
void describe_validate(CLI::App* app, ValidateOptions& validate);
void describe_init(CLI::App* app, InitOptions& init);
void describe_schema(CLI::App* app, SchemaOptions& schema);
void describe_completion(CLI::App* app, CompletionOptions& completion);
void describe_man(CLI::App* app, ManOptions& man);
void describe_standin(CLI::App* app, StandinCommandOptions& standin);
void describe_get(CLI::App* app, GetOptions& get);
void describe_status(CLI::App* app, StatusOptions& status);
void describe_describe(CLI::App* app, StoryOptions& describe);
void describe_why(CLI::App* app, StoryOptions& why);
void describe_reconcile(CLI::App* app, ControlOptions& control);
void describe_brake(CLI::App* app, BrakeOptions& brake);
void describe_brake_release(CLI::App* app, ReleaseOptions& release);
void describe_suspend(CLI::App* app, SuspendOptions& suspend);
void describe_resume(CLI::App* app, ControlOptions& control);
void describe_abandon(CLI::App* app, ControlOptions& control);
void describe_import(CLI::App* app, ImportOptions& options);

// Flags that several commands have.
/// Whether a repository is followed, or looked at once: then nothing is to be said of later looks.
enum class GitUse { Follow, ReadOnce };
void add_git_flags(CLI::App* app, GitFlags& git, GitUse use);
void add_paths(CLI::App* app, RunOptions& run);
void add_api_flags(CLI::App* app, RunOptions& run);
void add_brake_flags(CLI::App* app, RunOptions& run);
void add_pace_flags(CLI::App* app, RunOptions& run);
void add_standin_flags(CLI::App* app, RunOptions& run);
void add_output_flags(CLI::App* app, RunOptions& run);

}  // namespace fwop::controller::cli
