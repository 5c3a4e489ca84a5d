#pragma once

#include <string>

#include "controller/cli/run_options.hpp"

namespace fwop::controller::cli {

/// Sets up the logger from the flags. With a live table on the same terminal it logs only errors, because log
/// lines would overwrite the table.
void log_as(const OutputOptions& output, bool with_table);

/// The value of --table as a boolean; "auto" is true if stdout is a terminal.
bool wants_table(const std::string& table);

}  // namespace fwop::controller::cli
