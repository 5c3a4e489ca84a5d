#pragma once

#include "controller/cli/get.hpp"
#include "controller/cli/selector.hpp"

namespace fwop::controller::cli {

/// Runs `get --watch` until a signal: redraws a table on a terminal, else prints one line for each change.
/// Returns the exit code.
int watch_clusters(const GetOptions& options, const Selector& selector);

}  // namespace fwop::controller::cli
