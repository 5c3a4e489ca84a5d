#pragma once

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "git_servers.hpp"
#include "manifests/git/git_fetch.hpp"
#include "manifests/git/git_reader.hpp"

namespace fwop::e2e {

/// The library against real repositories and servers.
class GitFetch : public testing::Test {
 protected:
  manifests::GitStore open_store() {
    auto opened = manifests::GitStore::open(store_path_);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  std::string fetched(const manifests::GitRemote& remote) {
    open_store();
    const auto commit = manifests::fetch_git(store_path_, remote);
    return commit ? *commit : commit.error().message;
  }
  manifests::GitError refused(const manifests::GitRemote& remote) {
    open_store();
    const auto commit = manifests::fetch_git(store_path_, remote);
    EXPECT_FALSE(commit);
    return commit ? manifests::GitError{} : commit.error();
  }
  manifests::SourceReading read(const std::string& commit, const std::string& folder = "") {
    manifests::GitStore store = open_store();
    return manifests::GitReader(store, "the source", folder, {}).read(commit);
  }
  static const manifests::SourceFile* file(const manifests::SourceReading& reading, const std::string& name) {
    for (const auto& one : reading.files) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }

  TempDir temp_;
  std::filesystem::path store_path_ = temp_.path() / "store.git";
  GitUpstream upstream_{temp_.path() / "upstream"};
};

}  // namespace fwop::e2e
