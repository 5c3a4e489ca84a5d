#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "manifests/git/git_error.hpp"
#include "manifests/git/git_url.hpp"

namespace fwop::manifests {

/// Most packs of objects in a store: each fetch that brings something leaves one, and more are made one.
inline constexpr std::size_t kMaxGitPacks = 32;

/// Fetches what the ref names into the bare repository `store`, and nothing else but its history; when that
/// is there already, nothing. Returns the commit, in hex. Blocks for as long as the server likes: libgit2 1.5
/// has no time limit, so call it in a process that can be killed; over ssh, $HOME is another
/// while it runs, so no other thread may ask for it. Files are read anew each time.
GitResult<std::string> fetch_git(const std::filesystem::path& store, const GitRemote& remote);

}  // namespace fwop::manifests
