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
  std::string authorization;  ///< Of Proxy-Authorization; empty for none. A secret.
};

/// The value of a variable of the environment; nothing when it is not set.
using Variable = std::function<std::optional<std::string>(const char* name)>;

/// The proxy that https_proxy or HTTPS_PROXY names for that endpoint (the lower-case one first, as curl),
/// unless it speaks plain http, is localhost or a loopback address (as Go), or is listed in no_proxy or
/// NO_PROXY: `*`, a host or domain with all below it, an address, a network (10.0.0.0/8), each with a port or
/// without. An error of kind Invalid, without the URL, when the proxy's is unusable.
NetResult<std::optional<Proxy>> proxy_for(const Endpoint& endpoint, const Variable& variable);

}  // namespace fwop::api
