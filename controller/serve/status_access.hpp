#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/system/result.hpp>

#include "api/clusters/credentials.hpp"
#include "controller/serve/status_routes.hpp"
#include "controller/serve/status_tls.hpp"

namespace fwop::controller {

/// What the status server answers without a token or a client certificate.
enum class StatusOpen {
  ByAddress,  ///< All of it on a loopback address, unless readers have to show one; nothing elsewhere.
  Metrics,    ///< /metrics, /healthz and /readyz.
  All,
};

struct StatusAccessOptions {
  std::vector<std::string> hosts;           ///< --status-host: more names that requests may ask for.
  std::shared_ptr<api::Credentials> token;  ///< --status-token-file; null: there is none.
  StatusOpen open = StatusOpen::ByAddress;  ///< --status-open
  StatusTlsFiles tls;
};

/// Which requests the status server answers. A browser that was led here by another site's name (DNS
/// rebinding) sends that name as Host, so names that are not the server's own are refused.
class StatusAccess {
 public:
  /// Of a server that listens on `address`. The error is one line that says what to do: beyond loopback
  /// somebody has to say who may read.
  static boost::system::result<StatusAccess, std::string> make(const boost::asio::ip::address& address,
                                                               StatusAccessOptions options);

  /// What of a request says who sent it.
  struct Asker {
    std::string_view host;           ///< The header; empty when it is not there.
    std::string_view authorization;  ///< The same.
    bool has_certificate = false;  ///< Of an authority in --status-client-ca-file, checked by the handshake.
  };

  /// The answer to a request that is refused: 421 for a Host that is not ours, 401 without the right token,
  /// 403 where no token would help; nothing for one that is to be answered. /metrics, /healthz and /readyz
  /// have no wrong Host.
  [[nodiscard]] std::optional<StatusAnswer> refusal(const Asker& asker, std::string_view target) const;

 private:
  explicit StatusAccess(StatusAccessOptions options);
  [[nodiscard]] bool is_own(std::string_view host) const;
  [[nodiscard]] std::optional<StatusAnswer> without_token(std::string_view authorization) const;

  StatusAccessOptions options_;
};

}  // namespace fwop::controller
