#include "manifests/git/known_hosts.hpp"

#include <memory>

#include <libssh2.h>

namespace fwop::manifests {
namespace {

struct FreeSession {
  void operator()(LIBSSH2_SESSION* session) const { libssh2_session_free(session); }
};
struct FreeHosts {
  void operator()(LIBSSH2_KNOWNHOSTS* hosts) const { libssh2_knownhost_free(hosts); }
};

}  // namespace

std::string check_host_key(const std::string& known_hosts, const std::string& host, int port,
                           std::string_view key) {
  const std::unique_ptr<LIBSSH2_SESSION, FreeSession> session(libssh2_session_init());
  if (!session) return "no memory to check the host key";
  const std::unique_ptr<LIBSSH2_KNOWNHOSTS, FreeHosts> hosts(libssh2_knownhost_init(session.get()));
  if (!hosts) return "no memory to check the host key";
  if (libssh2_knownhost_readfile(hosts.get(), known_hosts.c_str(), LIBSSH2_KNOWNHOST_FILE_OPENSSH) < 0)
    return "cannot read " + known_hosts + " (--git-known-hosts)";
  libssh2_knownhost* entry = nullptr;
  switch (libssh2_knownhost_checkp(hosts.get(), host.c_str(), port, key.data(), key.size(),
                                   LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW, &entry)) {
    case LIBSSH2_KNOWNHOST_CHECK_MATCH: return {};
    case LIBSSH2_KNOWNHOST_CHECK_MISMATCH:
      return "the host key of " + host + " is not the one in " + known_hosts +
             ": somebody may be in between; if it was changed on purpose, put the new one there";
    default:
      return "the host key of " + host + " is not in " + known_hosts +
             ": add it there, once you know that it is right";
  }
}

}  // namespace fwop::manifests
