#pragma once

#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "controller/cli/init.hpp"
#include "manifests/terraform_outputs.hpp"

namespace fwop::controller::cli {

/// What `init` writes.
struct InitDocuments {
  std::string yaml;
  /// What `validate` has to say about it: what is left to fill in, and what is wrong in the input.
  std::vector<std::string> findings;
};

/// A document for each of `clusters`, one from the flags alone when there is none. A flag wins over what
/// Terraform says. The error is one line: flags that fit only one cluster when there are several.
boost::system::result<InitDocuments, std::string> init_documents(
    const InitOptions& options, const std::vector<manifests::TerraformCluster>& clusters);

}  // namespace fwop::controller::cli
