#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fwop::controller::cli {

struct ValidateOptions {
  std::vector<std::filesystem::path> paths;
  std::string output = "text";
  std::string account_id;
  bool allow_empty = false;
  bool strict = false;
  bool only_ours = false;
};

}  // namespace fwop::controller::cli
