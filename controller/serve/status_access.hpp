#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "api/base/or_why_not.hpp"
#include "api/clusters/credentials.hpp"
#include "controller/serve/status_routes.hpp"
#include "controller/serve/status_tls.hpp"

namespace fwop::controller {

/// What everybody may read, without a token or a client certificate.
enum class StatusOpen {
  ByAddress,  ///< On loopback, if neither is configured, everything; else nothing.
  Metrics,    ///< /metrics, /healthz and /readyz.
  All,
};

struct StatusAccessOptions {
  std::vector<std::string> hosts;           ///< --status-host: more host names to accept.
  std::shared_ptr<api::Credentials> token;  ///< --status-token-file; null: no token.
  StatusOpen open = StatusOpen::ByAddress;  ///< --status-open
  StatusTlsFiles tls;
};

/// Decides which requests the status server answers. Refuses a Host that is not the server's own name: in a
/// DNS rebinding attack the browser sends the name of the attacker's site.
class StatusAccess {
 public:
  /// For a server that listens on `address`. Fails on an address other than loopback when the options do not
  /// say who may read. The error is one line that says what to do.
  static OrWhyNot<StatusAccess> make(const boost::asio::ip::address& address, StatusAccessOptions options);

  /// The parts of a request that say who sent it.
  struct Asker {
    std::string_view host;           ///< The Host header; empty without one.
    std::string_view authorization;  ///< The Authorization header; empty without one.
    bool has_certificate = false;    ///< Verified against --status-client-ca-file.
  };

  /// The answer to a request that is refused; nothing for one that may be answered. 421: the Host is not ours
  /// (/metrics, /healthz and /readyz accept every Host). 401: the token is missing or wrong. 403: no token is
  /// configured.
  [[nodiscard]] std::optional<StatusAnswer> refusal(const Asker& asker, std::string_view target) const;

 private:
  explicit StatusAccess(StatusAccessOptions options);
  [[nodiscard]] bool is_own(std::string_view host) const;
  [[nodiscard]] std::optional<StatusAnswer> without_token(std::string_view authorization) const;

  StatusAccessOptions options_;
};

}  // namespace fwop::controller
