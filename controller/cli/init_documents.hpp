#pragma once

#include <string>
#include <vector>

#include "api/base/or_why_not.hpp"
#include "controller/cli/init.hpp"
#include "manifests/terraform_outputs.hpp"

namespace fwop::controller::cli {

/// The output of `init`.
struct InitDocuments {
  std::string yaml;
  /// The findings of `validate`: what must still be filled in, and errors in the input.
  std::vector<std::string> findings;
};

/// Makes one document for each of `clusters`; without any, one document from the flags. A flag wins over the
/// value from Terraform. The error is one line: a flag that fits only one cluster, with several clusters.
OrWhyNot<InitDocuments> init_documents(const InitOptions& options,
                                       const std::vector<manifests::TerraformCluster>& clusters);

}  // namespace fwop::controller::cli
