#include "manifests/git/git_url.hpp"

#include <algorithm>
#include <string_view>

#include <boost/url/parse.hpp>

#include "api/base/characters.hpp"

namespace fwop::manifests {
namespace {

constexpr std::string_view kAuthority = "://";

/// The scheme in lower case; empty if the URL has none.
std::string scheme_of(const std::string& url) {
  const auto end = url.find(kAuthority);
  if (end == std::string::npos) return {};
  return to_lower(url.substr(0, end));
}

/// True for user@host:path, the form of scp.
bool is_scp_form(const std::string& url) {
  const auto at = url.find('@');
  const auto colon = url.find(':', at == std::string::npos ? 0 : at);
  return scheme_of(url).empty() && at != std::string::npos && colon != std::string::npos &&
         url.find('/') > colon;
}

bool holds_colon(std::string_view user) {
  return user.find(':') != std::string_view::npos || user.find("%3a") != std::string_view::npos ||
         user.find("%3A") != std::string_view::npos;
}

/// True if it has no scheme and is no path either: a mistyped URL ("https:/…"), or a password before the '@'.
bool is_mistyped(const std::string& url) {
  if (!scheme_of(url).empty() || url.starts_with('/') || url.starts_with('.')) return false;
  const auto at = url.find('@');
  if (at != std::string::npos && holds_colon(url.substr(0, at))) return true;
  const std::string scheme = scheme_of(url.substr(0, url.find(':')) + std::string(kAuthority));
  return url.find(':') != std::string::npos &&
         (scheme == "https" || scheme == "http" || scheme == "ssh" || scheme == "file" || scheme == "git");
}

/// Boost.URL 1.81 reads "host:8x/path" as the host and a path "x/path".
bool is_sound(const boost::system::result<boost::urls::url_view>& parsed) {
  if (!parsed) return false;
  const std::string_view path = parsed->encoded_path();
  return path.empty() || path.starts_with('/');
}

}  // namespace

bool is_git_over_ssh(const std::string& url) { return scheme_of(url) == "ssh" || is_scp_form(url); }

std::string git_ssh_host(const std::string& url) {
  if (const auto parsed = boost::urls::parse_uri(url); parsed && !scheme_of(url).empty())
    return parsed->host_address();
  const auto at = url.find('@') + 1;
  return url.substr(at, url.find(':', at) - at);
}

int git_ssh_port(const std::string& url) {
  constexpr int kDefault = 22;
  const auto parsed = boost::urls::parse_uri(url);
  return parsed && parsed->has_port() && !parsed->port().empty() ? parsed->port_number() : kDefault;
}

std::optional<api::Endpoint> git_http_endpoint(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return std::nullopt;
  const bool tls = parsed->scheme_id() == boost::urls::scheme::https;
  if (!tls && parsed->scheme_id() != boost::urls::scheme::http) return std::nullopt;
  const bool has_port = parsed->has_port() && !parsed->port().empty();
  return api::Endpoint{.tls = tls,
                       .host = parsed->host_address(),
                       .port = has_port ? std::to_string(parsed->port_number())
                               : tls    ? "443"
                                        : "80",
                       .base_path = {}};
}

bool is_git_folder(const std::string& url) { return scheme_of(url).empty() && !is_scp_form(url); }

std::string shown_git_url(const std::string& url) {
  const auto scheme = url.find(kAuthority);
  if (scheme == std::string::npos) return is_mistyped(url) ? url.substr(url.rfind('@') + 1) : url;
  const auto authority = scheme + kAuthority.size();
  const auto parsed = boost::urls::parse_uri(url);
  const bool sound = is_sound(parsed) && (!parsed->encoded_host().empty() || scheme_of(url) == "file");
  // A password may hold a '/'. If the URL is malformed, show nothing before the last '@'.
  const auto at = url.rfind('@', sound ? url.find('/', authority) : std::string::npos);
  std::string shown =
      at != std::string::npos && at >= authority ? url.substr(0, authority) + url.substr(at + 1) : url;
  return shown.substr(0, shown.find_first_of("?#"));
}

OrWhyNot<void> check_git_remote(const GitRemote& remote) {
  const std::string& url = remote.url;
  const std::string scheme = scheme_of(url);
  const auto refuse = [&](const std::string& why) { return "--git " + shown_git_url(url) + ": " + why; };
  if (is_mistyped(url)) {
    return refuse(
        "is no URL and no path: write https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH, "
        "and put a password into --git-credentials-file");
  }
  if (is_git_over_ssh(url)) {
    const auto start = scheme.empty() ? 0 : scheme.size() + kAuthority.size();
    const auto at = url.rfind('@', url.find('/', start));
    if (at != std::string::npos && at > start && holds_colon(url.substr(start, at - start)))
      return refuse("leave the password out of the URL: ssh takes the key of --git-ssh-key");
    if (!scheme.empty()) {
      const auto parsed = boost::urls::parse_uri(url);
      if (!is_sound(parsed) || parsed->encoded_host().empty()) return refuse("is no URL");
    }
    if (remote.known_hosts.empty()) return refuse("ssh needs --git-known-hosts, to know the server by");
    if (remote.ssh_key.empty()) return refuse("ssh needs --git-ssh-key");
    return {};
  }
  if (scheme.empty()) return {};
  const auto parsed = boost::urls::parse_uri(url);
  if (!is_sound(parsed)) return refuse("is no URL");
  if (parsed->has_userinfo())
    return refuse("leave user and password out of the URL: put them into --git-credentials-file");
  if (scheme == "file") return {};
  if (parsed->encoded_host().empty()) return refuse("names no host: write https://HOST/PATH");
  if (parsed->has_query() || parsed->has_fragment())
    return refuse("it must end after the path: leave out what begins with '?' or '#'");
  if (scheme == "https") return {};
  const std::string host = parsed->host_address();
  const bool loopback = host == "localhost" || host == "127.0.0.1" || host == "::1";
  if (scheme == "http" && loopback) return {};
  return refuse("use https, ssh or file");
}

}  // namespace fwop::manifests
