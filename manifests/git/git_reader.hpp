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
  /// `source` is how people call it: the URL as shown_git_url() gives it. `folder` is empty for all.
  GitReader(GitStore& store, std::string source, std::string folder, DecodeLimits limits);

  /// Why the commit cannot be read at all, such as that it has no such folder; empty when it can.
  [[nodiscard]] std::string problem_with(const std::string& commit) const;
  /// What the commit holds; files whose blobs are as in the last reading without an error are unchanged. A
  /// commit that cannot be read makes the reading's error.
  SourceReading read(const std::string& commit);
  /// The next reading reads every file: what was read last got lost.
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
