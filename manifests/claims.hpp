#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "manifests/file_memory.hpp"

namespace fwop::manifests {

/// What one document says about one key. A snapshot is made from all claims, sorted by key.
struct Claim {
  enum class Kind : std::uint8_t { Good, Broken, LastGood, Ignored };

  const api::ClusterKey* key;
  Kind kind;
  const FileMemory::ManifestPtr* manifest;  ///< Null for Broken and Ignored.
  const Origin* origin;                     ///< Of the document.
};
using Claims = std::vector<Claim>;
using ClaimsOfKey = std::span<const Claim>;

/// The claims of all files, sorted by key. They point into `files`.
Claims collect_claims(const std::map<SharedText, FileMemory>& files);

/// Where the key is declared now: the places of its id. A last good version counts only if nothing else
/// declares the key. If something else does, the document has moved out of a file that cannot be read whole.
std::vector<Origin> declarations(ClaimsOfKey claims);

/// The manifest in force for a key that is declared once; null if there is no valid one.
const FileMemory::ManifestPtr* in_force(ClaimsOfKey claims);

}  // namespace fwop::manifests
