#include <iostream>

#include "controller/cli/command.hpp"
#include "controller/cli/command_set.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/man_page.hpp"
#include "controller/cli/version.hpp"

namespace fwop::controller::cli {
namespace {

struct ManOptions {};

void add_man_flags(CLI::App*, ManOptions&) {}

int run_man(const ManOptions&) {
  CommandSet commands;
  std::cout << man_page(commands.app(), kVersion);
  return 0;
}

}  // namespace

Command man_command() {
  return {kOther, "man", "the manual page, for man -l", "0", prepare(add_man_flags, run_man)};
}

}  // namespace fwop::controller::cli
