#pragma once

#include <any>
#include <functional>
#include <string>

namespace fwop::controller::cli {

/// A parsed command line.
struct CommandLine {
  std::string command;  ///< "brake release"; empty when there is nothing to run.
  std::any options;     ///< Of the command's own options type.
  /// Runs the command; returns the exit code of the process. Empty when there is nothing to run (help,
  /// version or a usage error, which has been printed): then use `exit_code`.
  std::function<int()> run;
  int exit_code = 0;
};

/// Parses the arguments and the environment: every flag is also a variable FIREWORKS_OPERATOR_<FLAG>; the
/// flag wins. A usage error is one line on stderr and exit code 2 (of `plan`, 1).
CommandLine parse_command_line(int argc, const char* const* argv);

/// The whole program: parses, runs the command, and returns the exit code of the process; 1 when stdout could
/// not be written.
int run_command_line(int argc, const char* const* argv);

}  // namespace fwop::controller::cli
