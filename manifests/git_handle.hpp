#pragma once

#include <memory>
#include <string>

#include <git2.h>

namespace fwop::manifests {

/// Owning pointers to libgit2's objects.
template <auto Free>
struct GitFree {
  template <class Object>
  void operator()(Object* object) const {
    Free(object);
  }
};
using GitRepository = std::unique_ptr<git_repository, GitFree<git_repository_free>>;
using GitRemoteHandle = std::unique_ptr<git_remote, GitFree<git_remote_free>>;
using GitCommit = std::unique_ptr<git_commit, GitFree<git_commit_free>>;
using GitTree = std::unique_ptr<git_tree, GitFree<git_tree_free>>;
using GitTreeEntry = std::unique_ptr<git_tree_entry, GitFree<git_tree_entry_free>>;
using GitBlob = std::unique_ptr<git_blob, GitFree<git_blob_free>>;
using GitObject = std::unique_ptr<git_object, GitFree<git_object_free>>;
using GitReference = std::unique_ptr<git_reference, GitFree<git_reference_free>>;
using GitReferenceIterator = std::unique_ptr<git_reference_iterator, GitFree<git_reference_iterator_free>>;
using GitRevwalk = std::unique_ptr<git_revwalk, GitFree<git_revwalk_free>>;
using GitPackbuilder = std::unique_ptr<git_packbuilder, GitFree<git_packbuilder_free>>;
using GitConfig = std::unique_ptr<git_config, GitFree<git_config_free>>;
using GitOdb = std::unique_ptr<git_odb, GitFree<git_odb_free>>;

/// The first object initialises libgit2. It stays initialised, because its settings would be lost otherwise.
class GitLibrary {
 public:
  GitLibrary() {
    static const bool ready = [] {
      git_libgit2_init();
      // The state directory was checked already, so its owner is not checked here.
      git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
      // No ~/.gitconfig may rewrite our URL or ignore a file.
      for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
      return true;
    }();
    (void)ready;
  }
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

/// The message of the last call on this thread that failed.
inline std::string git_message() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "an unknown error";
}

inline std::string git_hex(const git_oid& id) {
  char text[GIT_OID_HEXSZ + 1];
  git_oid_tostr(text, sizeof text, &id);
  return text;
}

}  // namespace fwop::manifests
