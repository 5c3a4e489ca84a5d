#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "controller/cli/options.hpp"

namespace fwop::controller::cli {

/// Every command with its flags, its help and its exit codes. The command line is parsed by it, and shell
/// completion and the man page are made of it.
class CommandSet {
 public:
  CommandSet();
  CommandSet(const CommandSet&) = delete;
  CommandSet& operator=(const CommandSet&) = delete;

  CLI::App& app() { return app_; }
  /// The options of the command that `app` parsed.
  CommandLine taken();

 private:
  /// What a command's help says beside its flags.
  struct Words {
    const char* group;
    const char* name;
    const char* what;
    const char* exits;  ///< "0 done; 1 …"
  };

  template <class Options>
  CLI::App* add(CLI::App* parent, const Words& words, void (*describe)(CLI::App*, Options&),
                std::optional<Options> CommandLine::*member);
  void add_commands_of_a_daemon();

  CLI::App app_;
  std::vector<std::function<void(CommandLine&)>> take_;
};

}  // namespace fwop::controller::cli
