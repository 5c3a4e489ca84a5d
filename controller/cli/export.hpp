#pragma once

#include <string>
#include <vector>

#include "controller/cli/run_options.hpp"

namespace fwop::controller::cli {

struct ExportOptions {
  RunOptions run;  ///< Account and API.
  std::vector<std::string> names;
  std::string output_dir;
  bool force = false;
};

}  // namespace fwop::controller::cli
