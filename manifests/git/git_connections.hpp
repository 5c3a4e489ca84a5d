#pragma once

#include <optional>
#include <string>

#include "api/net/endpoint.hpp"
#include "api/net/proxy.hpp"

namespace fwop::manifests {

/// While it lives, libgit2's connections over http and https go to one place, through its proxy if it has
/// one, and nowhere else. libgit2 1.5 itself follows redirects to another port of the same host, and would
/// give the credentials to whoever listens there. libgit2 must be initialised. One at a time in a process,
/// and none while ssh is used, which takes the connection for one of libgit2's own.
class GitConnections {
 public:
  /// `refusal` hears why a connection to another place was refused. Both it and this stay where they are.
  GitConnections(api::Endpoint place, std::optional<api::Proxy> proxy, std::string& refusal);
  ~GitConnections();
  GitConnections(const GitConnections&) = delete;
  GitConnections& operator=(const GitConnections&) = delete;

  [[nodiscard]] const api::Endpoint& place() const { return place_; }
  [[nodiscard]] const std::optional<api::Proxy>& proxy() const { return proxy_; }
  /// Whether libgit2 may connect there; if not, `refusal` is told.
  bool allows(const std::string& host, const std::string& port);

 private:
  api::Endpoint place_;
  std::optional<api::Proxy> proxy_;
  std::string& refusal_;
};

}  // namespace fwop::manifests
