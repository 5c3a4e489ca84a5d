#pragma once

#include <memory>
#include <vector>

#include "manifests/diagnostic.hpp"
#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// Preflight rules over all manifests together: the same EKS cluster (account, region, name) or the same
/// bucket claimed by two manifests. Each is reported at both places. Rules on one document alone are
/// applied by decode_file, which knows the line and column of every field.
std::vector<Diagnostic> cross_manifest_rules(const std::vector<std::shared_ptr<const Manifest>>& manifests);

}  // namespace fwop::manifests
