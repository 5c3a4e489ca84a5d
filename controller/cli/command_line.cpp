#include "controller/cli/command_line.hpp"

#include <cerrno>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <system_error>

#include "controller/cli/command_set.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/complete.hpp"
#include "controller/cli/usage_error.hpp"

namespace fwop::controller::cli {
namespace {

/// Flushes stdout. Returns 1, with a line on stderr, if the output could not be written; else `exit_code`.
int flush_output(int exit_code) {
  std::cout.flush();
  if (std::cout) return exit_code;
  // std::cout does not say why it failed. Another write gives the errno; the output is incomplete anyway.
  const bool told = ::write(STDOUT_FILENO, "\n", 1) < 0;
  std::cerr << "fireworks-operator: cannot write to standard output"
            << (told ? ": " + std::error_code(errno, std::generic_category()).message() : std::string())
            << '\n';
  return 1;
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  // CLI11 must not parse this: the words are an unfinished command line.
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    std::vector<std::string> words(argv + 2, argv + argc);
    return {.command = "__complete", .options = words, .run = [words] { return print_completions(words); }};
  }
  CommandSet commands;
  CLI::App& app = commands.app();
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    app.exit(done);
    return {};
  } catch (const CLI::ParseError& error) {
    complain(usage_error(app, error, std::vector<std::string>(argv + 1, argv + argc)) + " (see --help)");
    CommandLine line;
    // For `plan`, 2 means that something would change.
    line.exit_code = app.got_subcommand("plan") ? 1 : 2;
    return line;
  }
  return commands.parsed_command();
}

int run_command_line(int argc, const char* const* argv) {
  const CommandLine line = parse_command_line(argc, argv);
  return flush_output(line.run ? line.run() : line.exit_code);
}

}  // namespace fwop::controller::cli
