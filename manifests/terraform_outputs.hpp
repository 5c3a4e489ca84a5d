#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/or_why_not.hpp"
#include "api/clusters/types.hpp"

namespace fwop::manifests {

/// The cluster that one instance of Fireworks' AWS module made (contract, section 7).
struct TerraformCluster {
  std::string label;  ///< Where it is in the outputs: "fireworks_cluster", "clusters-prod"; may be empty.
  /// What the outputs say. A field that is missing or contradictory is empty.
  api::EksCluster eks;
  /// Why awsAccountId or region is empty, by field name, for people.
  std::map<std::string, std::string> unknown;
};

/// Reads what `terraform output -json` prints: the module's outputs as one output of the root module or flat,
/// the value of one output alone, and several modules however they are nested. Returns at least one. The
/// error is one line that says what to do.
OrWhyNot<std::vector<TerraformCluster>> read_terraform_outputs(std::string_view json);

}  // namespace fwop::manifests
