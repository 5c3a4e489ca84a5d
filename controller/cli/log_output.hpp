#pragma once

#include <string>

#include "controller/cli/run_options.hpp"

namespace fwop::controller::cli {

/// Logs as the flags say, but for a live table: log lines on its terminal would draw over it, so there only
/// errors are shown.
void log_as(const OutputOptions& output, bool with_table);

/// --table, where "auto" asks whether standard output is a terminal.
bool wants_table(const std::string& table);

}  // namespace fwop::controller::cli
