#include "controller/cli/options.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "controller/cli/command_set.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/usage_error.hpp"

namespace fwop::controller::cli {

CommandLine parse_command_line(int argc, const char* const* argv) {
  // Not for CLI11: what was typed so far may be anything.
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    CommandLine line;
    line.complete.emplace().words.assign(argv + 2, argv + argc);
    return line;
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
    // plan says "changes" with 2.
    line.exit_code = app.got_subcommand("plan") ? 1 : 2;
    return line;
  }
  return commands.taken();
}

}  // namespace fwop::controller::cli
