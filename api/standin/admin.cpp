#include <utility>

#include "api/standin/decode.hpp"
#include "api/standin/render.hpp"
#include "api/standin/service.hpp"

namespace fwop::api::standin {
namespace {

constexpr std::string_view kClusters = "clusters/";

Refusal wrong_method() { return {405, RpcCode::Unimplemented, "method not allowed"}; }

Answer<std::string> only(std::string_view method, const Request& request, auto&& answer) {
  if (request.method != method) return wrong_method();
  return Answer<std::string>(answer());
}

}  // namespace

Reply Service::administer(const Request& request, const Route& route, WallTime now) {
  const std::string_view path = route.admin_path;
  Answer<std::string> done = not_found("no such path: /_standin/ has stats, faults, reset and clusters");
  if (path == "stats") {
    done = only("GET", request, [this] { return stats_.to_json(); });
  } else if (path == "faults") {
    done = administer_faults(request);
  } else if (path == "reset") {
    done = only("POST", request, [this] {
      world_.reset();
      stats_ = Stats();
      use(FaultScript());
      return std::string("{}");
    });
  } else if (path.starts_with(kClusters)) {
    done = administer_cluster(request, route, now);
  }
  return done ? Reply{.body = std::move(*done)} : to_reply(done.error());
}

Answer<std::string> Service::administer_faults(const Request& request) {
  if (request.method == "PUT") {
    auto script = parse_fault_script(request.body);
    if (!script) return invalid(script.error());
    use(std::move(*script));
  } else if (request.method == "DELETE") {
    use(FaultScript());
  } else if (request.method != "GET") {
    return wrong_method();
  }
  return faults_.to_json().dump();
}

Answer<std::string> Service::administer_cluster(const Request& request, const Route& route, WallTime now) {
  std::string_view path = route.admin_path;
  path.remove_prefix(kClusters.size());
  const auto slash = path.find('/');
  const ClusterKey key{std::string(path.substr(0, slash)),
                       slash == std::string_view::npos ? std::string() : std::string(path.substr(slash + 1))};
  if (key.account_id.empty() || key.cluster_id.empty())
    return not_found("expected /_standin/clusters/ACCOUNT/ID");
  if (request.method == "DELETE") {
    const auto removed =
        route.parameter("at_once") == "true" ? world_.vanish(key, now) : world_.remove(key, now);
    if (!removed) return removed.error();
    return std::string("{}");
  }
  if (request.method != "PATCH") return wrong_method();
  const auto body = decode_update(request.body);
  if (!body) return body.error();
  const auto cluster = world_.overwrite(key, body->spec, body->present, now);
  if (!cluster) return cluster.error();
  return render_cluster(*cluster, Look());
}

}  // namespace fwop::api::standin
