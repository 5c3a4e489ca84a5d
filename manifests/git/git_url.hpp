#pragma once

#include <optional>
#include <string>

#include <boost/system/result.hpp>

#include "api/net/endpoint.hpp"

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

/// ssh://… or user@host:path.
bool is_git_over_ssh(const std::string& url);
/// The host of such a URL, without brackets.
std::string git_ssh_host(const std::string& url);
/// Its port, 22 when it has none.
int git_ssh_port(const std::string& url);
/// Where an https or http URL leads; nothing for any other.
std::optional<api::Endpoint> git_http_endpoint(const std::string& url);
/// A path of this machine, without a scheme.
bool is_git_folder(const std::string& url);

/// The URL without user, password and query: fit for people and logs. Of what is no right URL, nothing that
/// could be a password.
std::string shown_git_url(const std::string& url);

/// Looks at form alone; the error is one line that says what to do. A password in the URL is refused, however
/// it is spelled.
boost::system::result<void, std::string> check_git_remote(const GitRemote& remote);

}  // namespace fwop::manifests
