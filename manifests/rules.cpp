#include "manifests/rules.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace fwop::manifests {
namespace {

using ManifestPtr = std::shared_ptr<const Manifest>;
using Group = std::vector<ManifestPtr>;

/// How many of the other places one message names.
constexpr std::size_t kMaxPlacesNamed = 3;

bool declared_before(const ManifestPtr& a, const ManifestPtr& b) {
  return std::tie(a->origin.file, a->origin.line, a->origin.column, a->key) <
         std::tie(b->origin.file, b->origin.line, b->origin.column, b->key);
}

/// What a manifest claims for itself alone, as texts. If the first is empty, it claims nothing.
using Claim = std::array<std::string_view, 3>;

/// Groups of manifests for which `claim` returns the same.
template <class ClaimOf>
std::vector<Group> conflicts(const std::vector<ManifestPtr>& manifests, ClaimOf claim) {
  // Compare hashes first: two claims are almost never equal.
  std::vector<std::pair<std::size_t, const ManifestPtr*>> hashes;
  hashes.reserve(manifests.size());
  for (const ManifestPtr& manifest : manifests) {
    if (!manifest->spec->eks) continue;
    const Claim claimed = claim(*manifest->spec->eks);
    if (claimed[0].empty()) continue;
    std::size_t hash = 0;
    for (const std::string_view part : claimed) hash = hash * 31 + std::hash<std::string_view>{}(part);
    hashes.emplace_back(hash, &manifest);
  }
  std::sort(hashes.begin(), hashes.end());
  std::map<Claim, Group> by_claim;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const bool alike = (i > 0 && hashes[i - 1].first == hashes[i].first) ||
                       (i + 1 < hashes.size() && hashes[i + 1].first == hashes[i].first);
    if (alike) by_claim[claim(*(*hashes[i].second)->spec->eks)].push_back(*hashes[i].second);
  }
  std::vector<Group> groups;
  for (auto& [claimed, group] : by_claim) {
    if (group.size() < 2) continue;
    std::sort(group.begin(), group.end(), declared_before);
    groups.push_back(std::move(group));
  }
  return groups;
}

Claim eks_claim(const api::EksCluster& eks) { return {eks.cluster_name, eks.aws_account_id, eks.region}; }

Claim bucket_claim(const api::EksCluster& eks) { return {eks.storage_bucket_name}; }

/// The member of a manifest that says where a rule's field is.
using PlaceOf = FieldPlace Manifest::*;

std::string others_in(const Group& group, const ManifestPtr& self, PlaceOf at) {
  std::string text;
  std::size_t named = 0;
  for (const ManifestPtr& other : group) {
    if (other == self) continue;
    if (named == kMaxPlacesNamed) return text + " and others";
    text += (named == 0 ? "" : ", ") + other->key.cluster_id + " (" +
            place_text(other->origin.file.str(), (*other.*at).line) + ")";
    ++named;
  }
  return text;
}

void report(const Group& group, PlaceOf at, const Diagnostic& model, std::vector<Diagnostic>& diagnostics) {
  for (const ManifestPtr& manifest : group) {
    Diagnostic diagnostic = model;
    diagnostic.file = manifest->origin.file;
    diagnostic.line = (*manifest.*at).line;
    diagnostic.column = (*manifest.*at).column;
    diagnostic.message += others_in(group, manifest, at);
    diagnostics.push_back(std::move(diagnostic));
  }
}

}  // namespace

std::vector<Group> eks_cluster_conflicts(const std::vector<ManifestPtr>& manifests) {
  return conflicts(manifests, eks_claim);
}

std::vector<Diagnostic> cross_manifest_rules(const std::vector<ManifestPtr>& manifests) {
  std::vector<Diagnostic> diagnostics;
  for (const Group& group : eks_cluster_conflicts(manifests)) {
    const api::EksCluster& eks = *group.front()->spec->eks;
    report(group, &Manifest::eks_name_at,
           {.severity = Severity::Error,
            .rule = "EksClusterClaimedTwice",
            .message = "the EKS cluster \"" + eks.cluster_name.str() + "\" in " + eks.region.str() +
                       " of account " + eks.aws_account_id.str() + " is also claimed by ",
            .field = "spec.eksCluster.clusterName"},
           diagnostics);
  }
  for (const Group& group : conflicts(manifests, bucket_claim)) {
    report(group, &Manifest::bucket_at,
           {.severity = Severity::Warning,
            .rule = "BucketClaimedTwice",
            .message =
                "the bucket \"" + group.front()->spec->eks->storage_bucket_name.str() + "\" is also used by ",
            .field = "spec.eksCluster.storageBucketName"},
           diagnostics);
  }
  sort_diagnostics(diagnostics);
  return diagnostics;
}

}  // namespace fwop::manifests
