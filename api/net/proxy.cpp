#include "api/net/proxy.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/url/parse.hpp>
#include <openssl/evp.h>

#include "api/base/characters.hpp"

namespace fwop::api {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> address_of(const std::string& text) {
  boost::system::error_code none;
  const auto address = ip::make_address(text, none);
  return none ? std::nullopt : std::optional(address);
}

std::string base64(const std::string& text) {
  std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

std::string first_of(const Variable& variable, const char* name, const char* other) {
  auto value = variable(name);
  if (!value || value->empty()) value = variable(other);
  return value.value_or("");
}

bool holds(const std::string& network, const ip::address& address) {
  boost::system::error_code none;
  if (address.is_v4()) {
    const auto v4 = ip::make_network_v4(network, none);
    return !none && v4.canonical() == ip::network_v4(address.to_v4(), v4.prefix_length()).canonical();
  }
  const auto v6 = ip::make_network_v6(network, none);
  return !none && v6.canonical() == ip::network_v6(address.to_v6(), v6.prefix_length()).canonical();
}

/// True if one entry of no_proxy covers the endpoint.
bool lists(std::string entry, const Endpoint& endpoint) {
  if (entry == "*") return true;
  const auto address = address_of(endpoint.host);
  if (address && (address_of(entry) == address || holds(entry, *address))) return true;
  const auto colon = entry.rfind(':');
  if (colon != std::string::npos && !address_of(entry)) {
    if (entry.substr(colon + 1) != endpoint.port) return false;
    entry.resize(colon);
  }
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  if (address) return address_of(entry) == address;
  if (entry.starts_with("*.")) entry.erase(0, 1);
  const std::string host = to_lower(endpoint.host);
  const std::string domain = to_lower(entry.starts_with('.') ? entry.substr(1) : entry);
  return !domain.empty() && (host == domain || host.ends_with("." + domain));
}

bool is_exempt(const Endpoint& endpoint, const std::string& no_proxy) {
  const auto address = address_of(endpoint.host);
  if (!endpoint.tls || to_lower(endpoint.host) == "localhost" || (address && address->is_loopback()))
    return true;
  constexpr const char* kBetween = ", \t";
  for (std::size_t at = 0; (at = no_proxy.find_first_not_of(kBetween, at)) != std::string::npos;) {
    const auto end = std::min(no_proxy.find_first_of(kBetween, at), no_proxy.size());
    if (lists(no_proxy.substr(at, end - at), endpoint)) return true;
    at = end;
  }
  return false;
}

}  // namespace

NetResult<std::optional<Proxy>> proxy_for(const Endpoint& endpoint, const Variable& variable) {
  std::string url = first_of(variable, "https_proxy", "HTTPS_PROXY");
  if (url.empty() || is_exempt(endpoint, first_of(variable, "no_proxy", "NO_PROXY")))
    return std::optional<Proxy>();
  if (url.find("://") == std::string::npos) url.insert(0, "http://");
  const auto parsed = boost::urls::parse_uri(url);
  // The URL may hold a password, so it is not shown.
  if (!parsed || parsed->scheme_id() != boost::urls::scheme::http || parsed->encoded_host().empty() ||
      (parsed->has_port() && !parsed->port().empty() && parsed->port_number() == 0)) {
    return NetError{.kind = NetErrorKind::Invalid,
                    .message =
                        "HTTPS_PROXY is no URL of an HTTP proxy: write http://HOST:PORT, and list hosts "
                        "that need none in NO_PROXY",
                    .byte_left = false};
  }
  Proxy proxy;
  proxy.host = parsed->host_address();
  proxy.port = parsed->has_port() && !parsed->port().empty() ? std::to_string(parsed->port_number()) : "80";
  if (parsed->has_userinfo())
    proxy.authorization = "Basic " + base64(parsed->user() + ":" + parsed->password());
  return std::optional<Proxy>(std::move(proxy));
}

}  // namespace fwop::api
