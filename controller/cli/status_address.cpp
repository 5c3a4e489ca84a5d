#include "controller/cli/status_address.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace fwop::controller::cli {
namespace {

bool is_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc{} && end == digits.data() + digits.size() && !digits.empty();
}

}  // namespace

std::string StatusAddress::text() const {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

OrWhyNot<StatusAddress> parse_status_address(const std::string& text) {
  using Parsed = OrWhyNot<StatusAddress>;
  const auto wrong = [&text](const std::string& why) {
    return Parsed(
        boost::system::in_place_error,
        "--status-address " + text + ": " + why +
            "; write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080, or the URL that `run` prints");
  };
  std::string_view rest = text;
  bool tls = false;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!rest.starts_with(scheme)) continue;
    tls = scheme == "https://";
    rest.remove_prefix(scheme.size());
    rest = rest.substr(0, rest.find('/'));
    break;
  }
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos || !is_port(rest.substr(colon + 1)))
    return wrong("there is no port from 0 to 65535 at its end");
  std::string_view host = rest.substr(0, colon);
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find_first_of("[]") != std::string_view::npos) return wrong("there is no host");
  if (!brackets && host.find(':') != std::string_view::npos)
    return wrong("an IPv6 address stands in brackets");
  return StatusAddress{std::string(host), std::string(rest.substr(colon + 1)), tls};
}

}  // namespace fwop::controller::cli
