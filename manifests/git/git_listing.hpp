#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "manifests/git/git_error.hpp"
#include "manifests/git/git_store.hpp"
#include "manifests/ignore_rules.hpp"

struct git_repository;
struct git_tree;

namespace fwop::manifests {

/// Lists what there is to read in a folder of a commit, by the rule of manifest_name.hpp. Follows symbolic
/// links as in a folder on disk, but only within the commit: if a link, or a link on its way, leads out of
/// the repository, to nothing or in a circle, its name is among the files, with an error.
class GitListing {
 public:
  /// Both must outlive it.
  GitListing(git_repository* repository, const git_tree* root) : repository_(repository), root_(root) {}

  /// It is an error if there is no such folder.
  GitResult<std::vector<GitFile>> list(const std::string& folder);

 private:
  /// What is at a path of the commit.
  struct Entry;
  /// A name in the listing, and the path that leads to it.
  struct Place {
    std::string path;
    std::string below_root;  ///< As IgnoreRules::cover() expects it.
    bool ignored = false;
  };

  /// What is at a path that has no links on its way; it may be a link itself.
  [[nodiscard]] Entry at(const std::string& path) const;
  /// The target that a link contains. Sets its `problem` if that can lead nowhere.
  std::string target_of(Entry& link) const;
  /// What is at a path after all links are followed.
  [[nodiscard]] Entry resolve(const std::string& path) const;
  GitResult<std::string> ignore_text(const std::string& folder) const;
  GitResult<void> add_folder(const Entry& folder, const Place& place, std::size_t depth);
  GitResult<void> add_entry(const Entry& entry, const std::string& name, Place place, std::size_t depth);
  GitResult<void> add(GitFile file);

  git_repository* repository_;
  const git_tree* root_;
  IgnoreRules rules_;
  std::vector<GitFile> files_;
  std::size_t counted_ = 0;
  std::size_t ignored_ = 0;
  /// The real paths of files and folders: first of what counts, then of what is ignored.
  std::set<std::string> seen_[2];
};

}  // namespace fwop::manifests
