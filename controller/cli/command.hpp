#pragma once

#include <any>
#include <functional>
#include <memory>
#include <string>

#include <CLI/App.hpp>

namespace fwop::controller::cli {

/// The headings under which --help lists commands; those of kHidden it does not list.
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

/// A command whose flags stand in a parser.
struct PreparedCommand {
  std::function<std::any()> options;  ///< What was parsed, as the command's own options.
  std::function<int()> run;           ///< Carries the command out, and returns the process's exit code.
};

/// One command of the program: its place in the help, its flags and what it does. 2 is the exit code of a
/// command that could not be started; one line on stderr then says what to do.
struct Command {
  const char* group;    ///< Of those above.
  const char* name;     ///< "run"; of a command of another command, "brake release".
  const char* summary;  ///< One line for --help.
  const char* exits;    ///< What its exit codes mean: "0 done; 1 …"
  /// Adds its flags to `app`. What it returns keeps what they are parsed into.
  std::function<PreparedCommand(CLI::App* app)> prepare;
  bool alone = true;  ///< False: it may have a command of its own behind it.
};

/// The `prepare` of a command whose flags fill `Options`.
template <class Options>
std::function<PreparedCommand(CLI::App*)> prepare(void (*add_flags)(CLI::App*, Options&),
                                                  int (*run)(const Options&)) {
  return [add_flags, run](CLI::App* app) -> PreparedCommand {
    const auto options = std::make_shared<Options>();
    add_flags(app, *options);
    return {[options] { return std::any(*options); }, [options, run] { return run(*options); }};
  };
}

/// Of a command without flags.
inline std::function<PreparedCommand(CLI::App*)> prepare(int (*run)()) {
  return [run](CLI::App*) -> PreparedCommand { return {[] { return std::any(); }, run}; };
}

}  // namespace fwop::controller::cli
