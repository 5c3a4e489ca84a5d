#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "operator_process.hpp"

namespace fwop::e2e {

/// What `program arguments…` prints; fails the test unless it exits with 0.
std::string run_tool(const std::filesystem::path& scratch, const std::string& program,
                     std::vector<std::string> arguments);

/// A new key pair of ssh-keygen's, KEY and KEY.pub, without a passphrase.
void make_ssh_key(const std::filesystem::path& key);

/// A work tree and the bare repository that it pushes to, by the real git, with nobody's settings.
class GitUpstream {
 public:
  explicit GitUpstream(std::filesystem::path directory);

  std::string git(std::vector<std::string> arguments);
  /// Writes the file, commits and pushes. Returns the commit.
  std::string push(const std::string& file, const std::string& text, const std::string& subject);
  std::string push_removal(const std::string& file, const std::string& subject);
  /// Commits are signed with that key from now on.
  void sign_with(const std::filesystem::path& ssh_key);
  void sign_no_more() { git({"config", "commit.gpgsign", "false"}); }
  std::string head() { return git({"rev-parse", "HEAD"}); }
  std::filesystem::path bare() const { return directory_ / "upstream.git"; }
  std::filesystem::path work() const { return directory_ / "work"; }
  std::string url() const { return "file://" + bare().string(); }

 private:
  std::string commit_and_push(const std::string& subject);

  std::filesystem::path directory_;
};

/// `git http-backend` behind lighttpd on loopback, with TLS and basic auth (user:secret-pass). Its
/// certificate is right for localhost, and for 0.0.0.0, which leads to this machine as well, and which no
/// proxy passes over.
class GitOverHttps {
 public:
  GitOverHttps(std::filesystem::path directory, const std::filesystem::path& repositories);
  std::string url(const std::string& repository, const std::string& host = "localhost") const;
  std::string port() const { return std::to_string(port_); }
  std::filesystem::path certificate() const { return directory_ / "cert.pem"; }

 private:
  std::filesystem::path directory_;
  std::uint16_t port_;
  std::optional<Process> server_;
};

/// sshd on loopback, as the user who runs the test, with a host key of each of those types (ssh-keygen -t).
class GitOverSsh {
 public:
  explicit GitOverSsh(std::filesystem::path directory, std::vector<std::string> types = {"ed25519"});
  /// As known_hosts names the server.
  std::string host() const { return "[127.0.0.1]:" + std::to_string(port_); }
  /// "TYPE KEY comment" and a line feed.
  std::string host_key(const std::string& type) const;
  std::string url(const std::filesystem::path& repository) const;
  std::filesystem::path key() const { return directory_ / "user_key"; }
  std::filesystem::path known_hosts() const { return directory_ / "known_hosts"; }

 private:
  std::filesystem::path directory_;
  std::uint16_t port_;
  std::optional<Process> server_;
};

}  // namespace fwop::e2e
