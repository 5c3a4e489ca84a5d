#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/clusters/types.hpp"
#include "manifests/diagnostic.hpp"
#include "manifests/manifest.hpp"

namespace fwop::manifests {

/// A key that several documents declare. None of them is acted on.
struct Duplicate {
  api::ClusterKey key;
  std::vector<Origin> origins;  ///< The places of the cluster's id, where known.
};

/// Where a snapshot came from. A directory has an empty commit.
struct Revision {
  std::string source;  ///< "manifests/examples", or the Git URL.
  std::string commit;
  std::string author;
  std::string subject;
  std::optional<WallTime> time;
};

/// As many digits of a commit as people are shown.
inline std::string short_commit(const std::string& commit) { return commit.substr(0, 12); }

/// What is desired, as one source saw it at one moment. Immutable once made.
struct Snapshot {
  /// By key, each key once; keys in `duplicates` are not here.
  std::vector<std::shared_ptr<const Manifest>> manifests;
  std::vector<Duplicate> duplicates;
  std::vector<Diagnostic> diagnostics;  ///< Of all files, sorted.
  Revision revision;
  /// True if the source was read whole and every file decodes: then a manifest that is not here was removed.
  /// If false, absence means nothing, and `removal_hold` says why, for people.
  bool absence_is_meaningful = false;
  std::string removal_hold;
  /// Keys that are in neither `manifests` nor `duplicates` and still were not removed, whatever
  /// `absence_is_meaningful` says. The text says why, and what to do, for people.
  std::map<api::ClusterKey, std::string> held_keys;
  /// Files by validity, for metrics; those that a `.fireworksignore` covers are in `ignored_files` alone.
  std::size_t files = 0;
  std::size_t broken_files = 0;
  std::size_t ignored_files = 0;
  /// Files that could not be tried before they are decoded. The next reading may succeed.
  std::size_t untried_files = 0;

  /// For a key that is in neither `manifests` nor `duplicates`: true if it was removed.
  [[nodiscard]] bool was_removed(const api::ClusterKey& key) const;
  /// Why it was not removed, for people.
  [[nodiscard]] std::string hold_of(const api::ClusterKey& key) const;
};

}  // namespace fwop::manifests
