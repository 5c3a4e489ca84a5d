#include "manifests/claims.hpp"

#include <algorithm>

#include "manifests/snapshot.hpp"

namespace fwop::manifests {

using ManifestPtr = FileMemory::ManifestPtr;

Claims collect_claims(const std::map<SharedText, FileMemory>& files) {
  Claims claims;
  claims.reserve(files.size());
  for (const auto& [name, file] : files) {
    const auto claim = [&claims, ignored = file.ignored()](Claim made) {
      if (ignored) made = {made.key, Claim::Kind::Ignored, nullptr, made.origin};
      claims.push_back(made);
    };
    for (const ManifestPtr& manifest : file.manifests())
      claim({&manifest->key, Claim::Kind::Good, &manifest, &manifest->origin});
    for (const BrokenDocument& document : file.broken_documents()) {
      if (document.key) claim({&*document.key, Claim::Kind::Broken, nullptr, &document.origin});
    }
    for (const ManifestPtr& manifest : file.last_good())
      claim({&manifest->key, Claim::Kind::LastGood, &manifest, &manifest->origin});
  }
  // Files mostly have the names of what they declare: then the claims are sorted already.
  const auto by_key = [](const Claim& a, const Claim& b) { return *a.key < *b.key; };
  if (!std::is_sorted(claims.begin(), claims.end(), by_key))
    std::stable_sort(claims.begin(), claims.end(), by_key);
  return claims;
}

std::vector<Origin> declarations(ClaimsOfKey claims) {
  std::vector<Origin> origins;
  for (const Claim::Kind kind : {Claim::Kind::Broken, Claim::Kind::Good, Claim::Kind::LastGood}) {
    if (kind == Claim::Kind::LastGood && !origins.empty()) break;
    for (const Claim& claim : claims) {
      if (claim.kind != kind) continue;
      Origin& origin = origins.emplace_back(*claim.origin);
      if (claim.manifest)
        origin = {origin.file, (*claim.manifest)->id_at.line, (*claim.manifest)->id_at.column};
    }
  }
  return origins;
}

const ManifestPtr* in_force(ClaimsOfKey claims) {
  const ManifestPtr* last_good = nullptr;
  for (const Claim& claim : claims) {
    if (claim.kind == Claim::Kind::Good) return claim.manifest;
    if (claim.kind == Claim::Kind::LastGood && !last_good) last_good = claim.manifest;
  }
  return last_good;
}

bool Snapshot::was_removed(const api::ClusterKey& key) const {
  return absence_is_meaningful && !held_keys.contains(key);
}

std::string Snapshot::hold_of(const api::ClusterKey& key) const {
  if (!absence_is_meaningful) return removal_hold;
  const auto held = held_keys.find(key);
  return held == held_keys.end() ? std::string() : held->second;
}

}  // namespace fwop::manifests
