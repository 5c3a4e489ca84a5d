#include "api/net/endpoint.hpp"

#include <utility>

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace fwop::api {
namespace {

constexpr std::string_view kTlsPort = "443";
constexpr std::string_view kPlainPort = "80";

NetError refused(std::string message) {
  return {.kind = NetErrorKind::Invalid, .message = "API URL: " + std::move(message), .byte_left = false};
}

bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  boost::system::error_code not_an_address;
  const auto address = boost::asio::ip::make_address(host, not_an_address);
  return !not_an_address && address.is_loopback();
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

NetResult<Endpoint> parse_endpoint(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(url);
  // Do not show the URL before it is known to hold no password.
  if (!parsed) return refused("not a URL: write it as " + std::string(kDefaultApiUrl));
  if (parsed->has_userinfo()) return refused("it must not hold a user name or password");

  const std::string shown = "'" + std::string(url) + "'";
  if (parsed->has_query() || parsed->has_fragment())
    return refused(shown + " must end after the host or a path, without '?' and '#'");
  // Boost.URL 1.81 reads "127.0.0.1.example" as the host 127.0.0.1 and the path ".example".
  const std::string_view path = parsed->encoded_path();
  if (!path.empty() && !path.starts_with('/')) return refused(shown + " names no valid host");
  const auto scheme = parsed->scheme_id();
  if (scheme != boost::urls::scheme::https && scheme != boost::urls::scheme::http)
    return refused(shown + " must start with https://");

  Endpoint endpoint;
  endpoint.tls = scheme == boost::urls::scheme::https;
  endpoint.host = std::string(parsed->host_address());
  if (endpoint.host.empty()) return refused(shown + " names no host");
  if (!endpoint.tls && !is_loopback(endpoint.host)) {
    return refused(shown +
                   " would send the API key unencrypted: use https (http is for localhost, 127.0.0.1 and "
                   "[::1] only)");
  }
  endpoint.port = std::string(endpoint.tls ? kTlsPort : kPlainPort);
  if (parsed->has_port() && !parsed->port().empty()) {
    if (parsed->port_number() == 0) return refused(shown + " needs a port from 1 to 65535");
    endpoint.port = std::to_string(parsed->port_number());
  }
  endpoint.base_path = std::string(path);
  while (endpoint.base_path.ends_with('/')) endpoint.base_path.pop_back();
  return endpoint;
}

std::string host_and_port(const Endpoint& endpoint) { return bracketed(endpoint.host) + ":" + endpoint.port; }

std::string host_header(const Endpoint& endpoint) {
  return endpoint.port == (endpoint.tls ? kTlsPort : kPlainPort) ? bracketed(endpoint.host)
                                                                 : host_and_port(endpoint);
}

}  // namespace fwop::api
