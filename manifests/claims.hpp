#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "manifests/file_memory.hpp"

namespace fwop::manifests {

/// Something that says something about one key; a snapshot is made from all of them, sorted by key.
struct Claim {
  enum class Kind : std::uint8_t { Good, Broken, LastGood, Ignored };

  const api::ClusterKey* key;
  Kind kind;
  const FileMemory::ManifestPtr* manifest;  ///< Null for Broken and Ignored.
  const Origin* origin;                     ///< Of the document.
};
using Claims = std::vector<Claim>;
using ClaimsOfKey = std::span<const Claim>;

/// Those of all files, sorted by key. They point into `files`.
Claims collect_claims(const std::map<SharedText, FileMemory>& files);

/// Where the key is declared at present: the places of its id. A last good version counts only when nothing
/// else does: the document has moved away from a file that cannot be read whole.
std::vector<Origin> declarations(ClaimsOfKey claims);

/// The manifest that is in force for the key, when it is declared once; null when none is sound.
const FileMemory::ManifestPtr* in_force(ClaimsOfKey claims);

}  // namespace fwop::manifests
