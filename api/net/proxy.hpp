#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/net/endpoint.hpp"

namespace fwop::api {

/// An HTTP proxy that tunnels to the API by CONNECT.
struct Proxy {
  std::string host;  ///< Without brackets.
  std::string port;
  std::string authorization;  ///< Value of Proxy-Authorization; empty for none. Secret.
};

/// The value of an environment variable; nothing if it is not set.
using Variable = std::function<std::optional<std::string>(const char* name)>;

/// The proxy for an endpoint, from https_proxy or HTTPS_PROXY (the lower-case one first, as in curl). Nothing
/// if the endpoint uses plain http, is localhost or a loopback address (as in Go), or is listed in no_proxy
/// or NO_PROXY: `*`, a host or domain with everything below it, an address, a network (10.0.0.0/8), each with
/// or without a port. If the proxy's URL is unusable, an error of kind Invalid that does not show the URL.
NetResult<std::optional<Proxy>> proxy_for(const Endpoint& endpoint, const Variable& variable);

}  // namespace fwop::api
