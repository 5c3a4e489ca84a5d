#pragma once

#include <functional>
#include <vector>

#include <CLI/App.hpp>

#include "controller/cli/command.hpp"
#include "controller/cli/command_line.hpp"

namespace fwop::controller::cli {

/// Every command with its flags, its help and its exit codes. The command line parser, shell completion and
/// the man page use it.
class CommandSet {
 public:
  CommandSet();
  CommandSet(const CommandSet&) = delete;
  CommandSet& operator=(const CommandSet&) = delete;

  CLI::App& app() { return app_; }
  /// The command that app() parsed. It owns its options and may outlive the set.
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
