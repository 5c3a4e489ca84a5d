#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/base/or_why_not.hpp"
#include "manifests/git/git_error.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::manifests {

/// A file of a commit.
struct GitFile {
  std::string path;  ///< From the root of the repository.
  std::string id;    ///< Of its blob; empty if `problem` says why there is none.
  std::string problem;
  bool ignored = false;  ///< By the `.fireworksignore` of the folder that is read.
};

/// The signature of a commit, and the bytes that it covers.
struct GitSignature {
  std::string signature;  ///< Armored, of OpenPGP or SSH.
  std::string signed_data;
};

/// Our own bare repository: what was fetched, and which commit is in force. Blocking; not thread-safe.
class GitStore {
 public:
  /// Creates it if there is none. Only one process at a time may use the directory, except for fetch_git().
  static GitResult<GitStore> open(const std::filesystem::path& directory);
  ~GitStore();
  GitStore(GitStore&&) noexcept;
  GitStore& operator=(GitStore&&) noexcept;

  /// The commit in force, in hex; nothing before the first.
  [[nodiscard]] std::optional<std::string> in_force() const;
  GitResult<void> put_in_force(const std::string& commit);

  /// True if `older` is an ancestor of `newer`: no history was rewritten.
  [[nodiscard]] bool descends(const std::string& newer, const std::string& older) const;
  /// The `source` of the result is empty.
  [[nodiscard]] GitResult<Revision> revision(const std::string& commit) const;
  /// Nothing for a commit that is not signed.
  [[nodiscard]] std::optional<GitSignature> signature(const std::string& commit) const;
  /// What there is to read below `folder` (empty: all), as GitListing lists it. It is an error if there is no
  /// such folder.
  [[nodiscard]] GitResult<std::vector<GitFile>> files(const std::string& commit,
                                                      const std::string& folder) const;
  /// The bytes of a blob; an error of one line if it is larger than `max_bytes`, or is a Git LFS pointer.
  [[nodiscard]] OrWhyNot<std::string> bytes(const std::string& id, std::size_t max_bytes) const;

 private:
  struct State;
  explicit GitStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fwop::manifests
