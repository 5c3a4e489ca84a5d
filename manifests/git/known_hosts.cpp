#include "manifests/git/known_hosts.hpp"

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include <libssh2.h>

#include "api/base/trimmed.hpp"

namespace fwop::manifests {
namespace {

struct FreeSession {
  void operator()(LIBSSH2_SESSION* session) const { libssh2_session_free(session); }
};
struct FreeHosts {
  void operator()(LIBSSH2_KNOWNHOSTS* hosts) const { libssh2_knownhost_free(hosts); }
};

/// The lines that list a key, without their newlines. Leaves out comments and marked lines (@revoked,
/// @cert-authority): libssh2 would take the mark for a host name.
std::vector<std::string> key_lines(const std::string& known_hosts, std::string& problem) {
  std::ifstream file(known_hosts);
  if (!file) problem = "cannot read " + known_hosts + " (--git-known-hosts)";
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    const std::string_view key = trimmed(line, " \t\r");
    if (!key.empty() && key.front() != '#' && key.front() != '@') lines.emplace_back(key);
  }
  return lines;
}

/// The type that such a line names, as in "ssh-ed25519".
std::string type_of(const std::string& line) {
  std::istringstream words(line);
  std::string type;
  words >> type >> type;
  return type;
}

/// The rank of a line's key type; the lowest is best. RSA comes last: libssh2 may know only its signature
/// with SHA-1, which few servers still make.
int rank_of(const std::string& line) {
  const std::string type = type_of(line);
  if (type == "ssh-ed25519") return 0;
  return type.starts_with("ecdsa-") ? 1 : 2;
}

/// A host key begins with the length and the name of its type (RFC 4253, section 6.6).
std::string type_of_key(std::string_view key) {
  constexpr std::size_t kLength = 4;
  if (key.size() <= kLength) return "unknown";
  return std::string(key.substr(kLength, static_cast<unsigned char>(key[kLength - 1])));
}

std::string asked_for(const std::string& host, int port) {
  return port == 22 ? host : "-p " + std::to_string(port) + " " + host;
}

}  // namespace

std::string check_host_key(const std::string& known_hosts, const std::string& host, int port,
                           std::string_view key) {
  const std::unique_ptr<LIBSSH2_SESSION, FreeSession> session(libssh2_session_init());
  if (!session) return "no memory to check the host key";
  const auto empty_list = [&] {
    return std::unique_ptr<LIBSSH2_KNOWNHOSTS, FreeHosts>(libssh2_knownhost_init(session.get()));
  };
  const auto hosts = empty_list();
  const auto of_that_type = empty_list();
  if (!hosts || !of_that_type) return "no memory to check the host key";
  std::string problem;
  const std::string type = type_of_key(key);
  for (const std::string& line : key_lines(known_hosts, problem)) {
    // A line that libssh2 does not understand cannot match.
    libssh2_knownhost_readline(hosts.get(), line.c_str(), line.size(), LIBSSH2_KNOWNHOST_FILE_OPENSSH);
    if (type_of(line) == type)
      libssh2_knownhost_readline(of_that_type.get(), line.c_str(), line.size(),
                                 LIBSSH2_KNOWNHOST_FILE_OPENSSH);
  }
  if (!problem.empty()) return problem;
  const auto check = [&](LIBSSH2_KNOWNHOSTS* list) {
    libssh2_knownhost* entry = nullptr;
    return libssh2_knownhost_checkp(list, host.c_str(), port, key.data(), key.size(),
                                    LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW, &entry);
  };
  const int found = check(hosts.get());
  if (found == LIBSSH2_KNOWNHOST_CHECK_MATCH) return {};
  if (found != LIBSSH2_KNOWNHOST_CHECK_MISMATCH)
    return "the host key of " + host + " is not in " + known_hosts +
           ": add it there, once you know that it is right";
  if (check(of_that_type.get()) != LIBSSH2_KNOWNHOST_CHECK_MISMATCH)
    return known_hosts + " has no key of the type " + type + ", which " + host +
           " offered: add it with ssh-keyscan -t " + type.substr(type.starts_with("ssh-") ? 4 : 0, 5) + " " +
           asked_for(host, port) + ", once you know that it is right";
  return "the host key of " + host + " is not the one in " + known_hosts +
         ": somebody may be in between; if it was changed on purpose, put the new one there";
}

OrWhyNot<std::vector<HostKeyLines>> host_keys_of(const std::string& known_hosts, const std::string& host,
                                                 int port) {
  const std::unique_ptr<LIBSSH2_SESSION, FreeSession> session(libssh2_session_init());
  if (!session) return std::string("no memory to read the host keys");
  std::string problem;
  std::vector<std::string> lines;
  for (const std::string& line : key_lines(known_hosts, problem)) {
    const std::unique_ptr<LIBSSH2_KNOWNHOSTS, FreeHosts> one(libssh2_knownhost_init(session.get()));
    if (!one) return std::string("no memory to read the host keys");
    if (libssh2_knownhost_readline(one.get(), line.c_str(), line.size(), LIBSSH2_KNOWNHOST_FILE_OPENSSH) != 0)
      continue;
    // No real key is empty, so a mismatch means that the line is for this host.
    libssh2_knownhost* entry = nullptr;
    if (libssh2_knownhost_checkp(one.get(), host.c_str(), port, "", 1,
                                 LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW,
                                 &entry) == LIBSSH2_KNOWNHOST_CHECK_MISMATCH)
      lines.push_back(line);
  }
  if (!problem.empty()) return problem;
  std::stable_sort(lines.begin(), lines.end(),
                   [](const std::string& a, const std::string& b) { return rank_of(a) < rank_of(b); });
  std::vector<HostKeyLines> by_type;
  for (std::string& line : lines) {
    const auto same = std::find_if(by_type.begin(), by_type.end(), [&](const HostKeyLines& of_type) {
      return type_of(of_type.front()) == type_of(line);
    });
    if (same == by_type.end())
      by_type.push_back({std::move(line)});
    else
      same->push_back(std::move(line));
  }
  return by_type;
}

bool write_known_hosts(const std::filesystem::path& folder, const HostKeyLines& lines) {
  const std::filesystem::path copy = folder / ".ssh" / "known_hosts";
  std::error_code failed;
  std::filesystem::create_directories(copy.parent_path(), failed);
  std::ofstream file(copy, std::ios::trunc);
  for (const std::string& line : lines) file << line << '\n';
  file.close();
  return static_cast<bool>(file);
}

}  // namespace fwop::manifests
