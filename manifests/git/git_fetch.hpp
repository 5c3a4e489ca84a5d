#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "manifests/git/git_error.hpp"
#include "manifests/git/git_url.hpp"

namespace fwop::manifests {

/// The most packs of objects in a store. Each fetch of something new adds one; if there are more, they are
/// merged into one.
inline constexpr std::size_t kMaxGitPacks = 32;

/// Fetches the commit that the ref names, and its history, into the bare repository `store`; fetches nothing
/// if it is already there. Returns the commit, in hex. Blocks without a limit, because libgit2 1.5 has no
/// timeout: call it in a process that can be killed. Over ssh it changes $HOME while it runs, so no other
/// thread may read that. The files of `remote` are read again each time.
GitResult<std::string> fetch_git(const std::filesystem::path& store, const GitRemote& remote);

}  // namespace fwop::manifests
