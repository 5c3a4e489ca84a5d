#include "manifests/git/git_listing.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "api/base/take_until.hpp"
#include "manifests/git_handle.hpp"
#include "manifests/manifest_name.hpp"

namespace fwop::manifests {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxFiles = 100'000;
/// As in Linux.
constexpr std::size_t kMaxLinks = 40;
constexpr std::size_t kMaxLinkTarget = 4096;

GitError unreadable(const std::string& what) {
  return {GitFault::Unusable, "cannot read " + what + ": " + git_message() +
                                  "; check the disk of --state-dir, or remove its folder git to fetch anew"};
}

/// The parts of a path in reverse, so that the next one is the last.
void push_parts(std::string_view path, std::vector<std::string>& parts) {
  const auto first = static_cast<std::ptrdiff_t>(parts.size());
  while (!path.empty()) {
    if (const std::string_view part = take_until(path, '/'); !part.empty()) parts.emplace_back(part);
  }
  std::reverse(parts.begin() + first, parts.end());
}

std::string joined(const std::vector<std::string>& parts) {
  std::string path;
  for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
  return path;
}

}  // namespace

struct GitListing::Entry {
  enum class Kind { Folder, File, Link, Submodule, Nothing };

  Kind kind = Kind::Nothing;
  std::string path;  ///< Its real path; empty for the root.
  git_oid id{};
  std::string problem;  ///< Why it is Nothing.
};

GitListing::Entry GitListing::at(const std::string& path) const {
  Entry entry{.kind = Entry::Kind::Folder, .path = path, .id = *git_tree_id(root_), .problem = {}};
  if (path.empty()) return entry;
  git_tree_entry* found = nullptr;
  if (git_tree_entry_bypath(&found, root_, path.c_str()) != 0) {
    entry.kind = Entry::Kind::Nothing;
    entry.problem = "leads to " + path + ", which is not there";
    return entry;
  }
  const GitTreeEntry owned(found);
  entry.id = *git_tree_entry_id(found);
  switch (git_tree_entry_filemode(found)) {
    case GIT_FILEMODE_TREE: break;
    case GIT_FILEMODE_COMMIT: entry.kind = Entry::Kind::Submodule; break;
    case GIT_FILEMODE_LINK: entry.kind = Entry::Kind::Link; break;
    default: entry.kind = Entry::Kind::File;
  }
  return entry;
}

std::string GitListing::target_of(Entry& link) const {
  git_blob* blob = nullptr;
  if (git_blob_lookup(&blob, repository_, &link.id) != 0) {
    link.problem = "cannot be read: " + git_message();
    return {};
  }
  const GitBlob owned(blob);
  const auto size = static_cast<std::size_t>(git_blob_rawsize(blob));
  std::string target(static_cast<const char*>(git_blob_rawcontent(blob)), std::min(size, kMaxLinkTarget));
  if (target.empty() || size > kMaxLinkTarget) link.problem = "holds no path";
  if (target.starts_with('/')) link.problem = "leads out of the repository, to " + target;
  return target;
}

GitListing::Entry GitListing::resolve(const std::string& path) const {
  std::vector<std::string> ahead;
  std::vector<std::string> behind;
  push_parts(path, ahead);
  std::size_t links = 0;
  const auto nothing = [](std::string problem) {
    return Entry{.kind = Entry::Kind::Nothing, .path = {}, .id = {}, .problem = std::move(problem)};
  };
  while (!ahead.empty()) {
    const std::string part = std::move(ahead.back());
    ahead.pop_back();
    if (part == ".") continue;
    if (part == "..") {
      if (behind.empty()) return nothing("leads out of the repository");
      behind.pop_back();
      continue;
    }
    behind.push_back(part);
    Entry here = at(joined(behind));
    if (here.kind == Entry::Kind::Link) {
      if (++links > kMaxLinks) return nothing("goes round in a circle, or over more than 40 links");
      push_parts(target_of(here), ahead);
      behind.pop_back();
      if (!here.problem.empty()) return nothing(std::move(here.problem));
    } else if (here.kind != Entry::Kind::Folder && !ahead.empty()) {
      return nothing("leads through " + here.path + ", which is no folder of the repository");
    }
  }
  return at(joined(behind));
}

GitResult<std::string> GitListing::ignore_text(const std::string& folder) const {
  const std::string path = (folder.empty() ? "" : folder + "/") + std::string(kIgnoreFile);
  if (at(path).kind == Entry::Kind::Nothing) return std::string();
  const Entry entry = resolve(path);
  const auto refuse = [&](const std::string& why) {
    return GitError{GitFault::RefGone,
                    "has a " + path + " that " + why + ": what it leaves out is not known"};
  };
  if (entry.kind != Entry::Kind::File) return refuse(entry.problem.empty() ? "is no file" : entry.problem);
  git_blob* blob = nullptr;
  if (git_blob_lookup(&blob, repository_, &entry.id) != 0) return unreadable(path);
  const GitBlob owned(blob);
  const auto size = static_cast<std::size_t>(git_blob_rawsize(blob));
  if (size > kMaxIgnoreFile)
    return refuse("is larger than the " + std::to_string(kMaxIgnoreFile) + " bytes that are read");
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob)), size);
}

GitResult<std::vector<GitFile>> GitListing::list(const std::string& folder) {
  const Entry start = resolve(folder);
  if (start.kind != Entry::Kind::Folder) {
    const bool by_link = at(folder).kind == Entry::Kind::Link;
    return GitError{GitFault::RefGone, "has no folder " + folder +
                                           (by_link ? ", but a link that " + start.problem : std::string()) +
                                           ": check --git-path"};
  }
  const auto text = ignore_text(start.path);
  if (!text) return text.error();
  auto rules = IgnoreRules::parse(*text);
  if (!rules)
    return GitError{GitFault::RefGone, "has a " + std::string(kIgnoreFile) + " that " + rules.error()};
  rules_ = std::move(*rules);
  if (auto done = add_folder(start, {.path = folder, .below_root = "", .ignored = false}, 0); !done)
    return done.error();
  return std::move(files_);
}

GitResult<void> GitListing::add_folder(const Entry& folder, const Place& place, std::size_t depth) {
  if (!seen_[place.ignored ? 1 : 0].insert(folder.path + "/").second)
    return {};  // a link cycle, or seen by another way
  if (depth > kMaxDepth) {
    return GitError{GitFault::Unusable,
                    place.path + ": folders nested too deep; narrow it down with --git-path"};
  }
  git_tree* tree = nullptr;
  if (git_tree_lookup(&tree, repository_, &folder.id) != 0) return unreadable("folder " + place.path);
  const GitTree owned(tree);
  std::vector<const git_tree_entry*> entries;
  for (std::size_t i = 0; i < git_tree_entrycount(tree); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(tree, i);
    if (!is_hidden_name(git_tree_entry_name(entry))) entries.push_back(entry);
  }
  // As in a folder on disk: if two names lead to a file, the first by name counts.
  std::sort(entries.begin(), entries.end(), [](const git_tree_entry* a, const git_tree_entry* b) {
    return std::string_view(git_tree_entry_name(a)) < git_tree_entry_name(b);
  });
  const std::string prefix = place.path.empty() ? "" : place.path + "/";
  for (const git_tree_entry* each : entries) {
    const std::string name = git_tree_entry_name(each);
    Entry entry{.kind = Entry::Kind::File,
                .path = (folder.path.empty() ? "" : folder.path + "/") + name,
                .id = *git_tree_entry_id(each),
                .problem = {}};
    const git_filemode_t mode = git_tree_entry_filemode(each);
    if (mode == GIT_FILEMODE_TREE) entry.kind = Entry::Kind::Folder;
    if (mode == GIT_FILEMODE_COMMIT) entry.kind = Entry::Kind::Submodule;
    if (mode == GIT_FILEMODE_LINK) entry = resolve(entry.path);
    if (auto done = add_entry(entry, name, {prefix + name, place.below_root + name, place.ignored}, depth);
        !done)
      return done;
  }
  return {};
}

GitResult<void> GitListing::add_entry(const Entry& entry, const std::string& name, Place place,
                                      std::size_t depth) {
  const bool is_folder = entry.kind == Entry::Kind::Folder;
  if (is_folder) place.below_root += '/';
  place.ignored = place.ignored || rules_.cover(place.below_root);
  switch (entry.kind) {
    case Entry::Kind::Folder: return add_folder(entry, place, depth + 1);
    case Entry::Kind::Submodule:
      return add({place.path,
                  {},
                  "is a submodule, which is not read: leave it out with " + std::string(kIgnoreFile) +
                      " or --git-path",
                  place.ignored});
    case Entry::Kind::Link:  // none is left
    case Entry::Kind::Nothing:
      return add({place.path, {}, "is a symbolic link that " + entry.problem, place.ignored});
    case Entry::Kind::File:
      if (!is_manifest_name(name) || !seen_[place.ignored ? 1 : 0].insert(entry.path).second) return {};
      return add({place.path, git_hex(entry.id), {}, place.ignored});
  }
  return {};
}

GitResult<void> GitListing::add(GitFile file) {
  std::size_t& count = file.ignored ? ignored_ : counted_;
  if (count == kMaxFiles) {
    return GitError{GitFault::Unusable, file.path + ": too many files; narrow it down with --git-path"};
  }
  ++count;
  files_.push_back(std::move(file));
  return {};
}

}  // namespace fwop::manifests
