#pragma once

#include <string>
#include <vector>

#include "controller/cli/run_options.hpp"

namespace fwop::controller::cli {

struct ExportOptions {
  RunOptions run;  ///< Only its account and API options are used.
  std::vector<std::string> names;
  std::string output_dir;
  bool force = false;
};

}  // namespace fwop::controller::cli
