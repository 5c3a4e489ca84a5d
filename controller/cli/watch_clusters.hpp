#pragma once

#include "controller/cli/get.hpp"
#include "controller/cli/selector.hpp"

namespace fwop::controller::cli {

/// `get --watch`: until a signal, a table that redraws itself on a terminal, elsewhere a line for each
/// change. Returns the exit code.
int watch_clusters(const GetOptions& options, const Selector& selector);

}  // namespace fwop::controller::cli
