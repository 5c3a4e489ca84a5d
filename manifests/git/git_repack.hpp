#pragma once

#include <filesystem>

#include <git2.h>

namespace fwop::manifests {

/// When the bare repository at `store` has more packs than kMaxGitPacks, makes one of all that its refs name;
/// what they do not name is gone afterwards. Another process may be reading. False, with libgit2's error,
/// when it failed: then nothing is gone.
bool repack_when_many(git_repository* repository, const std::filesystem::path& store);

}  // namespace fwop::manifests
