#pragma once

#include <string>

#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

struct GetOptions {
  std::string name;      ///< Empty for all.
  std::string selector;  ///< By labels; empty for all.
  std::string sort_by = "name";
  bool watch = false;
  std::string output = "table";
  StatusFlags daemon;
};

}  // namespace fwop::controller::cli
