#pragma once

#include "controller/cli/command.hpp"

/// Every command, in the order of --help. To add one, write a file that defines NAME_command(), and add a
/// line here.
// clang-format off
#define FWOP_EACH_COMMAND(command) \
  command(run) \
  command(plan) \
  command(apply) \
  command(get) \
  command(status) \
  command(describe) \
  command(why) \
  command(reconcile) \
  command(suspend) \
  command(resume) \
  command(abandon) \
  command(import) \
  command(brake) \
  command(brake_list) \
  command(brake_release) \
  command(validate) \
  command(init) \
  command(export) \
  command(schema) \
  command(standin) \
  command(completion) \
  command(man) \
  command(git_fetch) \
  command(decode_trial)
// clang-format on

namespace fwop::controller::cli {

#define FWOP_DECLARE_COMMAND(name) Command name##_command();
FWOP_EACH_COMMAND(FWOP_DECLARE_COMMAND)
#undef FWOP_DECLARE_COMMAND

}  // namespace fwop::controller::cli
