#pragma once

#include <filesystem>

#include <git2.h>

namespace fwop::manifests {

/// If the bare repository at `store` has more packs than kMaxGitPacks, merges everything that its refs name
/// into one pack, and deletes the rest. Another process may read meanwhile. False, with libgit2's error, if
/// it failed: then nothing is deleted.
bool repack_when_many(git_repository* repository, const std::filesystem::path& store);

}  // namespace fwop::manifests
