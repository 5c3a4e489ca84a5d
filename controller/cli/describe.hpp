#pragma once

#include <CLI/CLI.hpp>

#include "controller/cli/options.hpp"

namespace fwop::controller::cli {

/// Each gives a command its flags. `app` keeps a reference to the options, which must outlive its parsing.
void describe_run(CLI::App* app, RunOptions& run);
void describe_validate(CLI::App* app, ValidateOptions& validate);
void describe_standin(CLI::App* app, StandinCommandOptions& standin);
void describe_get(CLI::App* app, GetOptions& get);
void describe_reconcile(CLI::App* app, ControlOptions& control);
void describe_brake_release(CLI::App* app, ControlOptions& control);

}  // namespace fwop::controller::cli
