#include "controller/serve/status_routes.hpp"

#include <utility>
#include <vector>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

#include "controller/serve/html_page.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

using nlohmann::json;
using Path = std::vector<std::string>;

constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
// /api/v1/clusters/ACCOUNT/NAME/history is the longest path there is.
constexpr std::size_t kMaxSegments = 6;

StatusAnswer json_answer(const json& value) { return {200, "application/json", json_text(value) + "\n"}; }

StatusAnswer ready_answer(const StatusSource& source) {
  std::string text;
  bool all = true;
  for (const ReadyCheck& check : source.ready_checks()) {
    text += (check.ok ? "[+]" : "[-]") + check.name + (check.ok ? " ok" : " failed: " + check.detail) + "\n";
    all = all && check.ok;
  }
  text += all ? "readyz check passed\n" : "readyz check failed\n";
  return {all ? 200U : 503U, kText, std::move(text)};
}

/// By metadata.name or cluster id; `account` empty: of any account.
StatusAnswer cluster_answer(const StatusSource& source, const std::string& account, const std::string& name) {
  const std::vector<ClusterView> found = source.clusters_called(account, name);
  if (found.size() > 1) {
    const api::ClusterKey& key = found.front().key;
    return error_answer(409, "several clusters are called " + name +
                                 ": ask for ACCOUNT/CLUSTER_ID, such as " + key.account_id + "/" +
                                 key.cluster_id);
  }
  if (found.empty()) {
    const std::string asked = (account.empty() ? "" : account + "/") + name;
    return error_answer(404, "no cluster is called " + asked +
                                 " now; of one that is gone, /api/v1/clusters/" + asked + "/history tells");
  }
  return json_answer(cluster_json(found.front()));
}

StatusAnswer accounts_answer(const StatusSource& source) {
  json list = json::array();
  for (const AccountView& account : source.accounts()) list.push_back(account_json(account));
  return json_answer({{"accounts", std::move(list)}});
}

/// The decoded segments; nothing in them for a target that is no path.
Path split(std::string_view target) {
  Path path;
  const auto url = boost::urls::parse_origin_form(target);
  if (!url) return {""};
  for (const auto& segment : url->segments()) {
    path.emplace_back(segment.begin(), segment.end());
    if (path.size() > kMaxSegments) return {""};
  }
  return path;
}

bool is_hook(std::string_view target) { return target.substr(0, target.find('?')) == "/hooks/git"; }

StatusAnswer not_found(std::string_view target) {
  constexpr std::size_t kShown = 200;
  return error_answer(404, "nothing is at " + std::string(target.substr(0, kShown)) +
                               ": there are /, /metrics, /healthz, /readyz, /api/v1/clusters, "
                               "/api/v1/accounts, /api/v1/manifests, /api/v1/operator and /api/v1/reasons");
}

}  // namespace

std::string history_name(std::string_view target) {
  const Path path = split(target);
  if (path.size() < 5 || path.size() > 6 || path[0] != "api" || path[1] != "v1" || path[2] != "clusters" ||
      path.back() != "history")
    return {};
  return path.size() == 5 ? path[3] : path[3] + "/" + path[4];
}

StatusAnswer history_answer(const boost::system::result<std::vector<Event>, std::string>& events) {
  if (!events) return error_answer(404, events.error());
  json list = json::array();
  for (const Event& event : *events) list.push_back(event_json(event));
  return json_answer({{"events", std::move(list)}});
}

StatusAnswer error_answer(unsigned status, std::string_view message) {
  return {status, "application/json", json_text({{"error", message}}) + "\n"};
}

StatusRoute status_route(const StatusSource& source, std::string_view method, std::string_view target) {
  if (is_hook(target)) {
    return method == "POST"
               ? error_answer(404, "no webhook is set up: give --git and --git-webhook-secret-file")
               : error_answer(405, "a webhook is a POST");
  }
  if (method != "GET" && method != "HEAD") return error_answer(405, "only GET and HEAD are answered here");
  const Path path = split(target);
  if (path.empty()) return StatusAnswer{200, kHtml, std::string(html_page())};
  if (path.size() == 1) {
    if (path[0] == "metrics") return LargePage::Metrics;
    if (path[0] == "healthz") return StatusAnswer{200, kText, "ok\n"};
    if (path[0] == "readyz") return ready_answer(source);
    return not_found(target);
  }
  if (path.size() < 3 || path[0] != "api" || path[1] != "v1") return not_found(target);
  if (path[2] == "clusters" && path.size() == 3) return LargePage::Clusters;
  if (path[2] == "clusters" && path.size() == 4) return cluster_answer(source, "", path[3]);
  if (path[2] == "clusters" && path.size() == 5) return cluster_answer(source, path[3], path[4]);
  if (path.size() != 3) return not_found(target);
  if (path[2] == "accounts") return accounts_answer(source);
  if (path[2] == "operator") return LargePage::Operator;
  if (path[2] == "manifests") return LargePage::Manifests;
  if (path[2] == "reasons") return json_answer({{"reasons", catalogue_json()}});
  return not_found(target);
}

}  // namespace fwop::controller
