#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "manifests/git/git_error.hpp"

namespace fwop::manifests {

/// A repository somewhere, and how it lets us in. Paths of files are empty for none.
struct GitRemote {
  std::string url;               ///< https, ssh (or user@host:path), file, or a path; http to loopback only.
  std::string ref;               ///< A branch, a tag or a commit (40 hex digits); empty: what HEAD names.
  std::string credentials_file;  ///< https: a token, or user:password.
  std::string ca_file;           ///< https: whom to trust instead of the system's list, PEM.
  std::string ssh_key;           ///< ssh: the private key, without a passphrase.
  std::string known_hosts;       ///< ssh: as OpenSSH writes it; required there.
};

/// Most packs of objects in a store: each fetch that brings something leaves one, and more are made one.
inline constexpr std::size_t kMaxGitPacks = 32;

/// The URL without user, password and query: fit for people and logs.
std::string shown_git_url(const std::string& url);

/// Looks at form alone; the error is one line that says what to do.
boost::system::result<void, std::string> check_git_remote(const GitRemote& remote);

/// Fetches what the ref names into the bare repository `store`, and nothing else but its history; when that
/// is there already, nothing. Returns the commit, in hex. Blocks for as long as the server likes: libgit2 1.5
/// has no time limit, so call it in a process that can be killed. Files are read anew each time.
GitResult<std::string> fetch_git(const std::filesystem::path& store, const GitRemote& remote);

}  // namespace fwop::manifests
