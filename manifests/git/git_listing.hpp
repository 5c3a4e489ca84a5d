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

/// What there is to read in a folder of a commit, by the rule of manifest_name.hpp. Symbolic links are
/// followed as in a folder on disk, but within the commit alone: wherever a link, or a link on its way, leads
/// out of the repository, to nothing or round in a circle, its name is among the files, with an error.
class GitListing {
 public:
  /// Both must outlive it.
  GitListing(git_repository* repository, const git_tree* root) : repository_(repository), root_(root) {}

  /// The error says as well that there is no such folder.
  GitResult<std::vector<GitFile>> list(const std::string& folder);

 private:
  /// What stands at a path of the commit.
  struct Entry;
  /// A name in the listing: what leads to it, and where it stands.
  struct Place {
    std::string path;
    std::string below_root;  ///< As IgnoreRules wants it.
    bool ignored = false;
  };

  /// What stands at a path without links on its way; itself it may be one.
  [[nodiscard]] Entry at(const std::string& path) const;
  /// What a link says; its `problem` is set when that leads nowhere in any case.
  std::string target_of(Entry& link) const;
  /// What stands at a path once no link is left on its way.
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
  /// Files and folders by where they really stand: of what counts, and of what is ignored.
  std::set<std::string> seen_[2];
};

}  // namespace fwop::manifests
