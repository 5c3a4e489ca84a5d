#include "controller/serve/status_access.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <unistd.h>

#include <boost/beast/core/string.hpp>

#include "api/base/same_secret.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using boost::beast::iequals;

/// The paths of metrics and probes, which show no role ARN and no manifest source. Only this exact spelling
/// counts.
bool is_for_machines(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  return path == "/metrics" || path == "/healthz" || path == "/readyz";
}

bool is_address(std::string_view host) {
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  boost::system::error_code bad;
  asio::ip::make_address(std::string(host), bad);
  return !bad;
}

/// The name or address in a Host header, without the port and without a final dot.
std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    host = host.substr(0, colon);
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

/// This machine's host name, and its first label if it has several.
std::vector<std::string> own_names() {
  std::array<char, 256> buffer{};
  if (::gethostname(buffer.data(), buffer.size() - 1) != 0 || buffer[0] == '\0') return {};
  const std::string name = buffer.data();
  const std::string first = name.substr(0, name.find('.'));
  return first.empty() || first == name ? std::vector{name} : std::vector{name, first};
}

/// The token in an Authorization header; empty when there is none.
std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view kBearer = "Bearer ";
  if (authorization.size() < kBearer.size() || !iequals(authorization.substr(0, kBearer.size()), kBearer))
    return {};
  return authorization.substr(kBearer.size());
}

StatusAnswer wrong_host(std::string_view host) {
  constexpr std::size_t kShown = 200;
  const std::string name(host.substr(0, kShown));
  return error_answer(421, "this server does not know the name '" + name +
                               "': ask for it by its IP address or as localhost, or, if the name is right, "
                               "start run with --status-host NAME");
}

/// What is wrong with the combination of files; empty when nothing is.
std::string problem_with(const StatusTlsFiles& tls) {
  const bool certificate = !tls.identity.certificate_file.empty();
  if (certificate != !tls.identity.key_file.empty())
    return "--status-tls-cert-file and --status-tls-key-file go together: give both";
  if (!tls.client_ca_file.empty() && !certificate) {
    return "--status-client-ca-file needs https: give --status-tls-cert-file and --status-tls-key-file too";
  }
  return {};
}

}  // namespace

OrWhyNot<StatusAccess> StatusAccess::make(const asio::ip::address& address, StatusAccessOptions options) {
  using Made = OrWhyNot<StatusAccess>;
  const auto refused = [](std::string why) { return Made(boost::system::in_place_error, std::move(why)); };
  const bool certificates = !options.tls.client_ca_file.empty();
  if (std::string problem = problem_with(options.tls); !problem.empty()) return refused(std::move(problem));
  if ((options.token || certificates) && options.open == StatusOpen::All) {
    return refused(std::string(options.token ? "--status-token-file" : "--status-client-ca-file") +
                   " and --status-open all exclude each other: leave one out");
  }
  if (options.token) {
    if (const auto token = options.token->bearer(); !token) return refused(token.error().message);
  } else if (!certificates && options.open == StatusOpen::ByAddress) {
    if (!address.is_loopback()) {
      return refused(
          "--status-address " + address.to_string() +
          " is reached from other machines: give --status-token-file FILE with the token that readers must "
          "send, or --status-client-ca-file FILE with who signs their certificates, or --status-open metrics "
          "or all to let everybody read");
    }
    options.open = StatusOpen::All;
  }
  for (std::string& name : own_names()) options.hosts.push_back(std::move(name));
  options.hosts.emplace_back("localhost");
  return Made(boost::system::in_place_value, StatusAccess(std::move(options)));
}

StatusAccess::StatusAccess(StatusAccessOptions options) : options_(std::move(options)) {}

bool StatusAccess::is_own(std::string_view host) const {
  const std::string_view name = without_port(host);
  return is_address(name) || std::any_of(options_.hosts.begin(), options_.hosts.end(),
                                         [name](const std::string& own) { return iequals(own, name); });
}

std::optional<StatusAnswer> StatusAccess::refusal(const Asker& asker, std::string_view target) const {
  const bool for_machines = is_for_machines(target);
  if (!for_machines && !is_own(asker.host)) return wrong_host(asker.host);
  if (options_.open == StatusOpen::All || (for_machines && options_.open == StatusOpen::Metrics))
    return std::nullopt;
  if (asker.has_certificate) return std::nullopt;
  return without_token(asker.authorization);
}

std::optional<StatusAnswer> StatusAccess::without_token(std::string_view authorization) const {
  const bool certificates = !options_.tls.client_ca_file.empty();
  constexpr std::string_view kCertificate =
      "a client certificate of an authority in the --status-client-ca-file of run: give the command "
      "--status-client-cert-file FILE and --status-client-key-file FILE";
  if (!options_.token && certificates) return error_answer(403, "this needs " + std::string(kCertificate));
  if (!options_.token) {
    return error_answer(
        403,
        "only /metrics, /healthz and /readyz are open here: run with --status-token-file FILE "
        "answers the rest to those who have the token");
  }
  const std::string_view given = bearer_token(authorization);
  if (given.empty()) {
    std::string needed =
        "a token is needed: send Authorization: Bearer TOKEN, or give the command --status-token-file FILE";
    if (certificates) needed += "; or " + std::string(kCertificate);
    return error_answer(401, std::move(needed));
  }
  const auto token = options_.token->bearer();
  if (token && is_same_secret(given, *token)) return std::nullopt;
  return error_answer(401, "this is not the token in the file that run was given with --status-token-file");
}

}  // namespace fwop::controller
