#pragma once

#include <string>
#include <string_view>

#include "api/net/net_error.hpp"

namespace fwop::api {

/// Where the API is served.
struct Endpoint {
  bool tls = true;
  std::string host;       ///< A name or an address, without brackets.
  std::string port;       ///< Digits, 1 to 65535.
  std::string base_path;  ///< The path before /v1; empty, or it starts with '/' and does not end with it.

  bool operator==(const Endpoint&) const = default;
};

inline constexpr std::string_view kDefaultApiUrl = "https://api.fireworks.ai";

/// The endpoint of an https URL, or of an http URL to a loopback host; anything else is an error of kind
/// Invalid that says what to write instead. User information, a query and a fragment are refused.
NetResult<Endpoint> parse_endpoint(std::string_view url);

/// "host:port", with brackets around an IPv6 address.
std::string host_and_port(const Endpoint& endpoint);
/// The value of the Host header: without the port when it is the scheme's own.
std::string host_header(const Endpoint& endpoint);

}  // namespace fwop::api
