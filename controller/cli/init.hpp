#pragma once

#include <string>
#include <string_view>

#include "api/clusters/types.hpp"

namespace fwop::controller::cli {

struct InitOptions {
  std::string terraform;  ///< A file, "-" for stdin, or empty.
  std::string output_file;
  bool force = false;
  std::string account_id;
  std::string name;
  std::string display_name;
  api::EksCluster eks;
};
/// The flag for a field of spec.eksCluster: "--aws-account-id" for "awsAccountId".
std::string init_flag(std::string_view field);

}  // namespace fwop::controller::cli
