#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <boost/system/result.hpp>

#include "controller/journal/journal.hpp"

namespace fwop::controller {

/// The value of an environment variable; nothing if it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;
/// The environment of this process. Read it before other threads change it.
Environment process_environment();

/// Where the journal lives: `explicit_dir` (--state-dir) unless it is empty, else the first directory of
/// $STATE_DIRECTORY, which systemd sets, else $XDG_STATE_HOME/fireworks-operator, else
/// ~/.local/state/fireworks-operator. An empty variable counts as not set. Creates nothing. The error says
/// what to do.
boost::system::result<std::filesystem::path, JournalError> resolve_state_dir(const std::string& explicit_dir,
                                                                             const Environment& environment);

}  // namespace fwop::controller
