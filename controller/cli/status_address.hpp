#pragma once

#include <string>

#include "api/base/or_why_not.hpp"

namespace fwop::controller::cli {

/// The address of a daemon's status server.
struct StatusAddress {
  std::string host;  ///< A name or an address, without brackets.
  std::string port;
  bool tls = false;

  bool operator==(const StatusAddress&) const = default;
  /// HOST:PORT, with brackets around an IPv6 address.
  [[nodiscard]] std::string text() const;
};

/// HOST:PORT, [::1]:PORT, or the URL (http or https) that `run` prints, with or without a path. The error is
/// one line.
OrWhyNot<StatusAddress> parse_status_address(const std::string& text);

}  // namespace fwop::controller::cli
