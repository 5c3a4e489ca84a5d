#pragma once

#include <string_view>

namespace fwop::controller::cli {

/// Writes "fireworks-operator: WHAT" to stderr, on one line. No character of it steers the terminal, whatever
/// file names or servers put into it.
void complain(std::string_view what);

}  // namespace fwop::controller::cli
