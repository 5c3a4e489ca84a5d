#pragma once

#include <functional>
#include <vector>

#include <CLI/App.hpp>

#include "controller/cli/command.hpp"
#include "controller/cli/command_line.hpp"

namespace fwop::controller::cli {

/// Every command with its flags, its help and its exit codes. The command line is parsed by it, and shell
/// completion and the man page are made of it.
class CommandSet {
 public:
  CommandSet();
  CommandSet(const CommandSet&) = delete;
  CommandSet& operator=(const CommandSet&) = delete;

  CLI::App& app() { return app_; }
  /// The command that `app` parsed. It holds what it needs, and may outlive the set.
  CommandLine parsed_command() const;

 private:
  struct Member {
    CLI::App* app;
    Command command;
    PreparedCommand prepared;
  };

  void add(Command command);

  CLI::App app_;
  std::vector<Member> members_;
};

}  // namespace fwop::controller::cli
