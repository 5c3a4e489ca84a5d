#pragma once

#include <memory>
#include <string>

#include <boost/system/result.hpp>

#include "api/standin/standin.hpp"
#include "controller/cli/run_options.hpp"
#include "controller/cli/scratch_folder.hpp"
#include "controller/daemon/daemon.hpp"

namespace fwop::controller::cli {

/// The operator, and the stand-in that it talks to, if any.
struct MadeDaemon {
  std::unique_ptr<ScratchFolder> control;  ///< Of a rehearsal, which has no state directory.
  std::unique_ptr<api::Standin> standin;
  std::unique_ptr<Daemon> daemon;
};

/// As the flags ask for it; `made` has what the command itself settles: how it ends, and what it shows. The
/// error is one line that says what to do.
boost::system::result<MadeDaemon, std::string> make_daemon(const RunOptions& options, DaemonOptions made);

}  // namespace fwop::controller::cli
