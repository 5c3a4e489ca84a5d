#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manifests/git/git_error.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::manifests {

/// A file of a commit.
struct GitFile {
  std::string path;  ///< From the root of the repository.
  std::string id;    ///< Of its blob; empty when `problem` says why it is not one.
  std::string problem;
  bool ignored = false;  ///< By the `.fireworksignore` of the folder that is read.
};

/// What a commit was signed with, and over which bytes.
struct GitSignature {
  std::string signature;  ///< Armored, of OpenPGP or SSH.
  std::string signed_data;
};

/// A bare repository of our own, with what was fetched, and which commit of that is in force. Blocking; not
/// thread-safe.
class GitStore {
 public:
  /// Makes it when there is none. The directory belongs to one process at a time, but for fetch_git().
  static GitResult<GitStore> open(const std::filesystem::path& directory);
  ~GitStore();
  GitStore(GitStore&&) noexcept;
  GitStore& operator=(GitStore&&) noexcept;

  /// The commit in force, in hex; nothing before the first.
  [[nodiscard]] std::optional<std::string> in_force() const;
  GitResult<void> put_in_force(const std::string& commit);

  /// `older` is among the ancestors of `newer`: nothing was rewritten in between.
  [[nodiscard]] bool descends(const std::string& newer, const std::string& older) const;
  /// With an empty source.
  [[nodiscard]] GitResult<Revision> revision(const std::string& commit) const;
  /// Nothing for a commit that is not signed.
  [[nodiscard]] std::optional<GitSignature> signature(const std::string& commit) const;
  /// What there is to read below `folder` (empty: all), as GitListing has it. A folder that is not there is
  /// told as what it is.
  [[nodiscard]] GitResult<std::vector<GitFile>> files(const std::string& commit,
                                                      const std::string& folder) const;
  /// The bytes of a blob; an error of one line when it is larger than that, or a pointer of Git LFS.
  [[nodiscard]] boost::system::result<std::string, std::string> bytes(const std::string& id,
                                                                      std::size_t max_bytes) const;

 private:
  struct State;
  explicit GitStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fwop::manifests
