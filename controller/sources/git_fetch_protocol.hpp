#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/git/git_fetch.hpp"

namespace fwop::controller {

// The protocol between the operator and its own `git-fetch` process.

/// The arguments of `fireworks-operator git-fetch`. No secret is among them, only the names of files.
std::vector<std::string> git_fetch_arguments(const std::filesystem::path& store,
                                             const manifests::GitRemote& remote);

/// What that process prints: one line of JSON.
std::string write_git_fetch(const manifests::GitResult<std::string>& fetched);
/// Any other output (for example because it was killed) is Unreachable.
manifests::GitResult<std::string> read_git_fetch(std::string_view output);

}  // namespace fwop::controller
