#pragma once

#include <any>
#include <functional>
#include <memory>
#include <string>

#include <CLI/App.hpp>

namespace fwop::controller::cli {

/// The headings of commands in --help. A command of kHidden is not listed.
inline constexpr const char* kKeep = "Keep clusters as declared";
inline constexpr const char* kAsk = "Ask a running daemon";
inline constexpr const char* kTell = "Tell a running daemon";
inline constexpr const char* kWrite = "Write manifests";
inline constexpr const char* kOther = "Beside it";
inline constexpr const char* kHidden = "";

/// Exit codes that several commands share.
inline constexpr const char* kFoundOrNot = "0 found; 1 there is no such cluster; 2 no daemon answers";
inline constexpr const char* kDurableOrNot =
    "0 done, and durable; 1 the daemon says why not; 2 no daemon answers";

/// A command whose flags were added to a parser.
struct PreparedCommand {
  std::function<std::any()> options;  ///< The parsed options, of the command's own type.
  std::function<int()> run;           ///< Runs the command; returns the exit code of the process.
};

/// One command of the program: its place in the help, its flags and what it does. If a command cannot start,
/// it prints one line on stderr that says what to do, and the exit code is 2 (of `plan`, 1).
struct Command {
  const char* group;    ///< One of the headings above.
  const char* name;     ///< "run"; of a subcommand, "brake release".
  const char* summary;  ///< One line for --help.
  const char* exits;    ///< The meaning of its exit codes: "0 done; 1 …"
  /// Adds its flags to `app`. The result owns the options that the flags fill; keep it while `app` parses.
  std::function<PreparedCommand(CLI::App* app)> prepare;
  bool alone = true;  ///< False: a subcommand may follow it.
};

/// Makes Command::prepare for a command whose flags fill `Options`.
template <class Options>
std::function<PreparedCommand(CLI::App*)> prepare(void (*add_flags)(CLI::App*, Options&),
                                                  int (*run)(const Options&)) {
  return [add_flags, run](CLI::App* app) -> PreparedCommand {
    const auto options = std::make_shared<Options>();
    add_flags(app, *options);
    return {[options] { return std::any(*options); }, [options, run] { return run(*options); }};
  };
}

/// The same for a command without flags.
inline std::function<PreparedCommand(CLI::App*)> prepare(int (*run)()) {
  return [run](CLI::App*) -> PreparedCommand { return {[] { return std::any(); }, run}; };
}

}  // namespace fwop::controller::cli
