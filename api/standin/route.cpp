#include "api/standin/route.hpp"

#include <charconv>
#include <optional>

#include "api/base/take_until.hpp"
#include "api/standin/field_mask.hpp"

namespace fwop::api::standin {
namespace {

constexpr std::string_view kAccounts = "/v1/accounts/";
constexpr std::string_view kClusters = "clusters";
constexpr std::string_view kAdmin = "/_standin/";
constexpr std::string_view kConnectionInfo = ":getConnectionInfo";

/// Answers repeat parts of the request, and JSON must be UTF-8.
bool is_utf8(std::string_view text) {
  int missing = 0;
  unsigned lowest = 0x80U;  // Of the next byte: no overlong forms, no surrogates, nothing above U+10FFFF.
  unsigned highest = 0xBFU;
  for (const char c : text) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (missing > 0) {
      if (byte < lowest || byte > highest) return false;
      lowest = 0x80U;
      highest = 0xBFU;
      --missing;
    } else if (byte >= 0x80U) {
      if (byte < 0xC2U || byte > 0xF4U) return false;
      missing = byte >= 0xF0U ? 3 : (byte >= 0xE0U ? 2 : 1);
      if (byte == 0xE0U) lowest = 0xA0U;
      if (byte == 0xEDU) highest = 0x9FU;
      if (byte == 0xF0U) lowest = 0x90U;
      if (byte == 0xF4U) highest = 0x8FU;
    }
  }
  return missing == 0;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      unsigned byte = 0;
      const auto digits = text.substr(i + 1, 2);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
      decoded += static_cast<char>(byte);
      i += 2;
    }
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

Refusal broken() { return invalid("the path or query has broken percent-encoding or is not UTF-8"); }
Refusal nowhere() { return not_found("no such path"); }

bool parse_query(std::string_view text, Route& route) {
  while (!text.empty()) {
    auto rest = take_until(text, '&');
    auto name = percent_decoded(take_until(rest, '='), true);
    auto value = percent_decoded(rest, true);
    if (!name || !value) return false;
    route.query.emplace_back(to_snake_case(*name), std::move(*value));
  }
  return true;
}

/// "accounts/" is read already: {account}/clusters[/{cluster}[:getConnectionInfo]].
std::optional<Refusal> parse_resource(std::string_view path, Route& route) {
  auto account = percent_decoded(take_until(path, '/'), false);
  if (!account) return broken();
  const bool has_cluster = path.size() > kClusters.size();
  if (account->empty() || account->find('/') != std::string::npos) return nowhere();
  if (take_until(path, '/') != kClusters) return nowhere();
  route.account_id = std::move(*account);
  if (!has_cluster) return std::nullopt;
  route.place = Place::Cluster;
  if (path.ends_with(kConnectionInfo)) {
    route.place = Place::ConnectionInfo;
    path.remove_suffix(kConnectionInfo.size());
  }
  if (path.empty() || path.find('/') != std::string_view::npos || path.find(':') != std::string_view::npos)
    return nowhere();
  auto cluster = percent_decoded(path, false);
  if (!cluster) return broken();
  route.cluster_id = std::move(*cluster);
  return std::nullopt;
}

}  // namespace

std::string_view Route::parameter(std::string_view snake_name) const {
  for (auto it = query.rbegin(); it != query.rend(); ++it) {
    if (it->first == snake_name) return it->second;
  }
  return {};
}

Answer<Route> parse_route(std::string_view target) {
  Route route;
  const auto question = target.find('?');
  auto path = target.substr(0, question);
  if (question != std::string_view::npos && !parse_query(target.substr(question + 1), route)) return broken();
  if (path.starts_with(kAdmin)) {
    route.place = Place::Admin;
    route.admin_path = path.substr(kAdmin.size());
    return route;
  }
  if (!path.starts_with(kAccounts)) return nowhere();
  path.remove_prefix(kAccounts.size());
  if (auto refusal = parse_resource(path, route)) return std::move(*refusal);
  return route;
}

}  // namespace fwop::api::standin
