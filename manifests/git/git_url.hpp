#pragma once

#include <optional>
#include <string>

#include "api/base/or_why_not.hpp"
#include "api/net/endpoint.hpp"

namespace fwop::manifests {

/// A remote repository, and how to log in to it. An empty path means: no file.
struct GitRemote {
  std::string url;               ///< https, ssh (or user@host:path), file, or a path; http to loopback only.
  std::string ref;               ///< A branch, a tag or a commit (40 hex digits); empty: what HEAD names.
  std::string credentials_file;  ///< https: a token, or user:password.
  std::string ca_file;           ///< https: authorities to trust instead of the system's, PEM.
  std::string ssh_key;           ///< ssh: the private key, without a passphrase.
  std::string known_hosts;       ///< ssh: as OpenSSH writes it; required for ssh.
};

/// ssh://… or user@host:path.
bool is_git_over_ssh(const std::string& url);
/// The host of such a URL, without brackets.
std::string git_ssh_host(const std::string& url);
/// Its port, 22 when it has none.
int git_ssh_port(const std::string& url);
/// The endpoint of an https or http URL; nothing for any other URL.
std::optional<api::Endpoint> git_http_endpoint(const std::string& url);
/// True for a path on this machine, without a scheme.
bool is_git_folder(const std::string& url);

/// The URL without user, password and query, for people and logs. If it is malformed, everything that could
/// be a password is left out.
std::string shown_git_url(const std::string& url);

/// Checks only the form; the error is one line that says what to do. A password in the URL is refused,
/// however it is written.
OrWhyNot<void> check_git_remote(const GitRemote& remote);

}  // namespace fwop::manifests
