#include "api/clusters/http_request.hpp"

#include <utility>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "api/clusters/json.hpp"

namespace fwop::api {
namespace {

std::string encoded(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string clusters_path(std::string_view account_id) {
  return "/v1/accounts/" + encoded(account_id) + "/clusters";
}

std::string cluster_path(const ClusterKey& key) {
  return clusters_path(key.account_id) + "/" + encoded(key.cluster_id);
}

bool is_unusable(std::string_view id) { return id.empty() || id == "." || id == ".."; }

}  // namespace

HttpRequest create_request(ClusterKey key, const ClusterSpec& spec) {
  std::string target = clusters_path(key.account_id);
  std::string body = create_body(spec, key.cluster_id);
  return {.verb = Verb::Create, .key = std::move(key), .target = std::move(target), .body = std::move(body)};
}

HttpRequest get_request(ClusterKey key) {
  std::string target = cluster_path(key);
  return {.verb = Verb::Get, .key = std::move(key), .target = std::move(target), .body = {}};
}

HttpRequest list_request(std::string account_id, std::string_view page_token) {
  std::string target = clusters_path(account_id) + "?pageSize=" + std::to_string(kMaxPageSize);
  if (!page_token.empty()) target += "&pageToken=" + encoded(page_token);
  return {.verb = Verb::List,
          .key = {.account_id = std::move(account_id), .cluster_id = {}},
          .target = std::move(target),
          .body = {}};
}

HttpRequest update_request(ClusterKey key, const ClusterSpec& spec, const std::vector<std::string>& mask) {
  std::string target = cluster_path(key);
  for (std::size_t i = 0; i < mask.size(); ++i)
    target += (i == 0 ? std::string("?updateMask=") : std::string(",")) + encoded(mask[i]);
  return {.verb = Verb::Update,
          .key = std::move(key),
          .target = std::move(target),
          .body = update_body(spec, mask)};
}

HttpRequest remove_request(ClusterKey key) {
  std::string target = cluster_path(key);
  return {.verb = Verb::Delete, .key = std::move(key), .target = std::move(target), .body = {}};
}

std::string_view unusable_id(const HttpRequest& request) {
  if (is_unusable(request.key.account_id))
    return "the account id is empty or made of dots: give it with --account-id or FIREWORKS_ACCOUNT_ID";
  if (request.verb != Verb::List && is_unusable(request.key.cluster_id))
    return "the cluster id is empty or made of dots";
  return {};
}

void write_request(const HttpRequest& request, const RequestHead& head, std::string_view bearer,
                   std::string& text) {
  text.clear();
  text.append(http_method(request.verb)).append(" ").append(head.base_path).append(request.target);
  text.append(" HTTP/1.1\r\nHost: ").append(head.host);
  text.append("\r\nAuthorization: Bearer ").append(bearer);
  text.append("\r\nUser-Agent: ").append(head.user_agent);
  text.append("\r\nAccept: application/json\r\n");
  if (!request.body.empty()) {
    text.append("Content-Type: application/json\r\nContent-Length: ");
    text.append(std::to_string(request.body.size())).append("\r\n");
  }
  text.append("\r\n").append(request.body);
}

}  // namespace fwop::api
