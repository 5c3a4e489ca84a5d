#pragma once

#include <optional>
#include <string>

#include "api/net/endpoint.hpp"
#include "api/net/proxy.hpp"

namespace fwop::manifests {

/// While it lives, libgit2 connects over http and https to one place only, through its proxy if it has one.
/// libgit2 1.5 itself follows redirects to another port of the same host, and would send the credentials
/// there. libgit2 must be initialised. Only one may exist in a process, and none while ssh is used, which
/// expects libgit2's own connections.
class GitConnections {
 public:
  /// `refusal` receives why a connection to another place was refused. Neither it nor this object may move.
  GitConnections(api::Endpoint place, std::optional<api::Proxy> proxy, std::string& refusal);
  ~GitConnections();
  GitConnections(const GitConnections&) = delete;
  GitConnections& operator=(const GitConnections&) = delete;

  [[nodiscard]] const api::Endpoint& place() const { return place_; }
  [[nodiscard]] const std::optional<api::Proxy>& proxy() const { return proxy_; }
  /// True if libgit2 may connect there; else it sets `refusal`.
  bool allows(const std::string& host, const std::string& port);

 private:
  api::Endpoint place_;
  std::optional<api::Proxy> proxy_;
  std::string& refusal_;
};

}  // namespace fwop::manifests
