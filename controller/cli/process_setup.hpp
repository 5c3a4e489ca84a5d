#pragma once

namespace fwop::controller::cli {

/// Sets up standard descriptors, malloc and SIGPIPE for the whole process. Call it first in main().
void set_up_process();

}  // namespace fwop::controller::cli
