#pragma once

#include <memory>
#include <vector>

#include "manifests/diagnostic.hpp"
#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// Preflight rules over all manifests together, each reported at the field, in both manifests:
/// EksClusterClaimedTwice (the same account, region and name: an error) and BucketClaimedTwice (a warning:
/// sharing one can be meant). Rules on one document alone are applied by decode_file, which knows the line
/// and column of every field.
std::vector<Diagnostic> cross_manifest_rules(const std::vector<std::shared_ptr<const Manifest>>& manifests);

/// Groups of two or more manifests that claim the same EKS cluster, each in the order of their origins.
std::vector<std::vector<std::shared_ptr<const Manifest>>> eks_cluster_conflicts(
    const std::vector<std::shared_ptr<const Manifest>>& manifests);

}  // namespace fwop::manifests
