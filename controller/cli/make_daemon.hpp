#pragma once

#include <memory>
#include <string>

#include "api/base/or_why_not.hpp"
#include "api/standin/standin.hpp"
#include "controller/cli/run_options.hpp"
#include "controller/cli/scratch_folder.hpp"
#include "controller/daemon/daemon.hpp"

namespace fwop::controller::cli {

/// The daemon, and the stand-in for --standin, else null.
struct MadeDaemon {
  /// The folder of the control socket when there is no state directory.
  std::unique_ptr<ScratchFolder> control;
  std::unique_ptr<api::Standin> standin;
  std::unique_ptr<Daemon> daemon;
};

/// Makes the daemon from the flags. `made` has the options that the command sets itself: when the daemon
/// ends, and what it shows. The error is one line that says what to do.
OrWhyNot<MadeDaemon> make_daemon(const RunOptions& options, DaemonOptions made);

}  // namespace fwop::controller::cli
