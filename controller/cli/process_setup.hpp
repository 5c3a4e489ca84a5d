#pragma once

namespace fwop::controller::cli {

/// Settles what holds for the whole process: standard descriptors, memory and SIGPIPE. First of all in
/// main().
void set_up_process();

}  // namespace fwop::controller::cli
