#pragma once

#include <string_view>

namespace fwop::controller::cli {

/// Writes "fireworks-operator: WHAT" to stderr, on one line. WHAT may have text from files or servers:
/// control characters are replaced, so that they cannot control the terminal.
void complain(std::string_view what);

}  // namespace fwop::controller::cli
