#include <iostream>

#include "controller/cli/command.hpp"
#include "controller/cli/command_set.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/man_page.hpp"
#include "controller/cli/version.hpp"

namespace fwop::controller::cli {
namespace {

int run_man() {
  CommandSet commands;
  std::cout << man_page(commands.app(), kVersion);
  return 0;
}

}  // namespace

Command man_command() { return {kOther, "man", "the manual page, for man -l", "0", prepare(run_man)}; }

}  // namespace fwop::controller::cli
