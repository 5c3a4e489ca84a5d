#pragma once

#include <map>
#include <string>
#include <utility>

#include "manifests/decode.hpp"
#include "manifests/git/git_store.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::manifests {

/// Turns commits of a store into readings, as DirectoryReader does with folders. Blocking; not thread-safe.
class GitReader {
 public:
  /// `source` is its name for people: the URL as shown_git_url() gives it. An empty `folder` means the whole
  /// repository.
  GitReader(GitStore& store, std::string source, std::string folder, DecodeLimits limits);

  /// Why the commit cannot be read at all, for example because it has no such folder; empty if it can.
  [[nodiscard]] std::string problem_with(const std::string& commit) const;
  /// Reads the commit. Files whose blobs did not change since the last reading without an error are
  /// `unchanged`. If the commit cannot be read, the reading has an `error`.
  SourceReading read(const std::string& commit);
  /// Makes the next reading read every file. Call if the last reading was lost.
  void forget() { known_.clear(); }

 private:
  using Known = std::pair<std::string, bool>;  ///< A blob, and whether it was ignored.

  GitStore& store_;
  std::string source_;
  std::string folder_;
  DecodeLimits limits_;
  std::map<std::string, Known> known_;  ///< By path, of the last reading.
};

}  // namespace fwop::manifests
