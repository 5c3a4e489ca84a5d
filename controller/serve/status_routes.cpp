#include "controller/serve/status_routes.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/serve/cluster_watches.hpp"
#include "controller/serve/html_page.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using Source = std::shared_ptr<const StatusSource>;

constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kHook = "/hooks/git";

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

StatusAnswer cluster_answer(const StatusSource& source, const std::string& name) {
  const std::vector<ClusterView> found = source.clusters_called(name);
  if (found.size() > 1) {
    return error_answer(409, "several clusters are called " + name +
                                 ": ask for ACCOUNT/CLUSTER_ID, such as " +
                                 api::account_and_id(found.front().key));
  }
  if (found.empty()) {
    return error_answer(404, "no cluster is called " + name +
                                 " now; if it is gone, its history is at /api/v1/clusters/" + name +
                                 "/history");
  }
  return json_answer(cluster_json(found.front()));
}

StatusAnswer accounts_answer(const StatusSource& source) {
  json list = json::array();
  for (const AccountView& account : source.accounts()) list.push_back(account_json(account));
  return json_answer({{"accounts", std::move(list)}});
}

StatusAnswer history_answer(const OrWhyNot<std::vector<Event>>& events) {
  if (!events) return error_answer(404, events.error());
  json list = json::array();
  for (const Event& event : *events) list.push_back(event_json(event));
  return json_answer({{"events", std::move(list)}});
}

asio::awaitable<StatusReply> history_reply(Source source, std::string name) {
  if (!source->history) co_return error_answer(404, "this daemon keeps no history");
  const auto events = co_await source->history(std::move(name));
  co_return history_answer(events);
}

StatusAnswer hook_refused() {
  return error_answer(401, "not signed with the secret in --git-webhook-secret-file");
}

/// Copies the headers that authenticate the sender. The body is not read yet.
WebhookRequest signature_of(const StatusRequest& request) {
  WebhookRequest hook;
  hook.github = request.header("X-Hub-Signature-256");
  hook.gitea = request.header("X-Gitea-Signature");
  hook.gitlab = request.header("X-Gitlab-Token");
  hook.id = request.header("webhook-id");
  hook.timestamp = request.header("webhook-timestamp");
  hook.signature = request.header("webhook-signature");
  return hook;
}

/// Reads the body only if the request is signed, then has it checked.
asio::awaitable<StatusReply> hook_reply(Source source, StatusRequest request) {
  if (!source->webhook)
    co_return error_answer(404, "no webhook is set up: give --git and --git-webhook-secret-file");
  WebhookRequest hook = signature_of(request);
  if (!is_signed(hook)) co_return hook_refused();
  auto body = co_await request.read_body(kMaxHookBytes);
  if (!body && body.error().status == 413)
    co_return error_answer(413, "a hook may have 512 KiB at most; the next poll finds what was pushed");
  if (!body) co_return body.error();
  hook.body = std::move(*body);
  auto asking = source->webhook(std::move(hook));
  const bool genuine = co_await std::move(asking);
  if (!genuine) co_return hook_refused();
  co_return StatusAnswer{202, "application/json", "{\"pull\":\"at once\"}\n"};
}

bool wants_watch(const StatusRequest& request) {
  return std::any_of(request.query.begin(), request.query.end(), [](const auto& parameter) {
    return parameter.first == "watch" && (parameter.second == "true" || parameter.second == "1");
  });
}

StatusAnswer standby_answer(const StatusSource& source) { return error_answer(503, source.standby()); }

StatusReply watch_reply(ClusterWatches& watches, const std::string& name) {
  auto watch = watches.open(name);
  if (!watch)
    return error_answer(503, "as many readers watch clusters as this daemon serves: ask without ?watch=true");
  return StreamedAnswer{"application/json", [watch] { return watch->next(); }};
}

/// Handles a route of clusters (empty `name`: all): with ?watch=true starts a watch, else calls `answer`.
template <class Answer>
asio::awaitable<StatusReply> clusters_reply(Source source, std::shared_ptr<ClusterWatches> watches,
                                            StatusRequest request, std::string name, Answer answer) {
  if (!source->standby().empty()) co_return standby_answer(*source);
  if (wants_watch(request)) co_return watch_reply(*watches, name);
  co_return answer(*source, name);
}

/// A route whose `answer` does not suspend. `answer` gets the parameters.
template <class Answer>
StatusRoute at_once(Answer answer) {
  return {[answer = std::move(answer)](StatusRequest request) -> asio::awaitable<StatusReply> {
    co_return answer(request.parameters);
  }};
}

}  // namespace

api::Routes<StatusRoute> status_routes(Source source, std::shared_ptr<ClusterWatches> watches) {
  using Parameters = std::vector<std::string>;
  const auto page = [](LargePage large) {
    return at_once([large](const Parameters&) { return StatusReply(large); });
  };
  const auto clusters = [source, watches](auto answer, auto name_of) {
    return StatusRoute{[source, watches, answer, name_of](StatusRequest request) {
      std::string name = name_of(request.parameters);
      return clusters_reply(source, watches, std::move(request), std::move(name), answer);
    }};
  };
  const auto whole_list = [](const StatusSource&, const std::string&) {
    return StatusReply(LargePage::Clusters);
  };
  api::Routes<StatusRoute> routes;
  routes.add("GET", "/", at_once([](const Parameters&) {
               return StatusAnswer{200, kHtml, std::string(html_page())};
             }));
  routes.add("GET", "/metrics", page(LargePage::Metrics));
  routes.add("GET", "/healthz", at_once([](const Parameters&) { return StatusAnswer{200, kText, "ok\n"}; }));
  routes.add("GET", "/readyz", at_once([source](const Parameters&) { return ready_answer(*source); }));
  routes.add("GET", "/api/v1/clusters",
             clusters(whole_list, [](const Parameters&) { return std::string(); }));
  routes.add("GET", "/api/v1/accounts",
             at_once([source](const Parameters&) { return accounts_answer(*source); }));
  routes.add("GET", "/api/v1/manifests", page(LargePage::Manifests));
  routes.add("GET", "/api/v1/operator", page(LargePage::Operator));
  routes.add("GET", "/api/v1/reasons", at_once([](const Parameters&) {
               return json_answer({{"reasons", catalogue_json()}});
             }));
  routes.add("GET", "/api/v1/clusters/{name}",
             clusters(cluster_answer, [](const Parameters& of) { return of[0]; }));
  routes.add("GET", "/api/v1/clusters/{name}/history",
             {[source](StatusRequest request) { return history_reply(source, request.parameters[0]); }});
  routes.add("GET", "/api/v1/clusters/{account}/{name}",
             clusters(cluster_answer, [](const Parameters& of) { return of[0] + "/" + of[1]; }));
  routes.add("GET", "/api/v1/clusters/{account}/{name}/history", {[source](StatusRequest request) {
               return history_reply(source, request.parameters[0] + "/" + request.parameters[1]);
             }});
  routes.add("POST", kHook,
             {.handle = [source](StatusRequest request) { return hook_reply(source, std::move(request)); },
              .checks_sender = true});
  return routes;
}

StatusAnswer no_route_answer(const api::Routes<StatusRoute>& routes,
                             const api::Routes<StatusRoute>::Found& found, std::string_view target) {
  if (!found.methods.empty()) {
    const bool read = found.methods.front() == "GET";
    StatusAnswer answer =
        error_answer(405, read ? "only GET and HEAD are answered here" : "a webhook is a POST");
    answer.allow = read ? "GET, HEAD" : found.methods.front();
    return answer;
  }
  constexpr std::size_t kShown = 200;
  std::vector<std::string> paths = routes.plain_paths();
  std::erase(paths, kHook);
  std::string text = "nothing is at " + std::string(target.substr(0, kShown)) + ": there are ";
  for (std::size_t i = 0; i < paths.size(); ++i)
    text += (i == 0 ? "" : i + 1 == paths.size() ? " and " : ", ") + paths[i];
  return error_answer(404, text);
}

StatusAnswer error_answer(unsigned status, std::string_view message) {
  return {status, "application/json", json_text({{"error", message}}) + "\n"};
}

void throw_exception_from_error(const StatusAnswer& answer, const boost::source_location&) {
  throw std::runtime_error("value taken from a failed result: " + answer.body);
}

}  // namespace fwop::controller
