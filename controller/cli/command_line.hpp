#pragma once

#include <any>
#include <functional>
#include <string>

namespace fwop::controller::cli {

/// What the command line asks for.
struct CommandLine {
  std::string command;  ///< "brake release"; empty when there is nothing to run.
  std::any options;     ///< Of the command's own type.
  /// Carries it out, and returns the process's exit code. Empty when there is nothing to run (help, version,
  /// or a usage error, which has been printed): `exit_code` is the process's.
  std::function<int()> run;
  int exit_code = 0;
};

/// Reads arguments and environment: every flag is also FIREWORKS_OPERATOR_<FLAG>, flags win. A usage error
/// is one line on stderr and exit code 2.
CommandLine parse_command_line(int argc, const char* const* argv);

/// The whole program: parses, runs the command, and returns the process's exit code. 1 when something was
/// printed that did not arrive.
int run_command_line(int argc, const char* const* argv);

}  // namespace fwop::controller::cli
