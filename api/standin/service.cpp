#include "api/standin/service.hpp"

#include <charconv>
#include <utility>

#include "api/base/characters.hpp"
#include "api/standin/decode.hpp"
#include "api/standin/glob.hpp"
#include "api/standin/render.hpp"

namespace fwop::api::standin {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kBearer = "bearer ";

std::optional<Verb> verb_of(std::string_view method, Place place) {
  if (place == Place::Collection) {
    if (method == "POST") return Verb::Create;
    if (method == "GET") return Verb::List;
    return std::nullopt;
  }
  if (method == "GET") return Verb::Get;
  if (place == Place::ConnectionInfo) return std::nullopt;
  if (method == "PATCH") return Verb::Update;
  if (method == "DELETE") return Verb::Delete;
  return std::nullopt;
}

std::string_view allowed(Place place) {
  switch (place) {
    case Place::Collection: return "GET, POST";
    case Place::Cluster: return "GET, PATCH, DELETE";
    case Place::ConnectionInfo: return "GET";
    case Place::Admin: break;
  }
  return "GET, PUT, POST, PATCH, DELETE";
}

bool starts_with_bearer(std::string_view text) {
  if (text.size() < kBearer.size()) return false;
  for (std::size_t i = 0; i < kBearer.size(); ++i) {
    if (to_lower(text[i]) != kBearer[i]) return false;
  }
  return true;
}

/// The key of a request, or empty.
std::string_view key_of(const Request& request) {
  if (starts_with_bearer(request.authorization)) return request.authorization.substr(kBearer.size());
  return request.x_api_key;
}

ClusterKey cluster_key(const Route& route) { return {route.account_id, route.cluster_id}; }

Answer<int> parse_page_size(std::string_view text) {
  int size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size()))
    return invalid("pageSize must be a number");
  return Answer<int>(boost::system::in_place_value, size);
}

void show_states(Cluster& cluster, const std::vector<StateFault>& states) {
  const std::string_view id = std::string_view(cluster.name).substr(cluster.name.rfind('/') + 1);
  for (const auto& fault : states) {
    if (!matches_glob(fault.cluster, id)) continue;
    cluster.state_text = fault.state;
    return;
  }
}

Answer<Look> look_of(const Prepared& prepared) {
  Look look{.read_mask = {}, .unset = prepared.faults.unset.value_or(Unset::Plain)};
  // Create and update have no readMask: a bad one would refuse them after their effect.
  if (prepared.verb != Verb::Get && prepared.verb != Verb::List) return look;
  auto mask = parse_read_mask(prepared.route.parameter("read_mask"));
  if (!mask) return mask.error();
  look.read_mask = std::move(*mask);
  return look;
}

template <class T>
int status_of(const Answer<T>& answer) {
  return answer ? 200 : answer.error().http_status;
}

Reply to_reply(const ErrorFault& error, bool wrapped) {
  auto reply = to_reply(Refusal{error.status, error.code, error.message}, wrapped);
  reply.retry_after_s = error.retry_after_s;
  return reply;
}

constexpr std::string_view kBadGateway =
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n";

}  // namespace

Reply to_reply(const Refusal& refusal, bool wrapped) {
  return {.status = refusal.http_status, .body = render_refusal(refusal, wrapped)};
}

Service::Service(ServiceOptions options) : options_(std::move(options)), world_(options_.world) {
  use(std::move(options_.faults));
}

void Service::use(FaultScript faults) {
  faults_ = std::move(faults);
  world_.keep_history(faults_.longest_lag());
}

std::optional<Refusal> Service::check_key(const Request& request, const Route& route) const {
  const auto key = key_of(request);
  if (key.empty())
    return Refusal{401, RpcCode::Unauthenticated, "no API key: send Authorization: Bearer KEY"};
  if (!options_.api_key.empty() && key != options_.api_key)
    return Refusal{401, RpcCode::Unauthenticated, "the API key is not valid"};
  if (!options_.account.empty() && route.account_id != options_.account)
    return Refusal{403, RpcCode::PermissionDenied, "this key may not use account " + route.account_id};
  return std::nullopt;
}

Prepared Service::prepare(const Request& request) {
  Prepared prepared;
  auto route = parse_route(request.target);
  if (!route) {
    prepared.reply = to_reply(route.error());
    return prepared;
  }
  prepared.route = std::move(*route);
  const auto place = prepared.route.place;
  if (place == Place::Admin) return prepared;
  const auto verb = verb_of(request.method, place);
  if (!verb) {
    prepared.reply = to_reply(Refusal{405, RpcCode::Unimplemented, "method not allowed"});
    prepared.reply->allow = allowed(place);
    return prepared;
  }
  prepared.verb = *verb;
  if (place != Place::ConnectionInfo) stats_.count_request(*verb);
  if (const auto refusal = check_key(request, prepared.route)) {
    prepared.reply = to_reply(*refusal);
    return prepared;
  }
  if (place == Place::ConnectionInfo) return prepared;
  if (faults_.empty()) return prepared;
  // A create's id is in its body; a body that cannot be read is refused later.
  std::string cluster_id = prepared.route.cluster_id;
  if (*verb == Verb::Create) {
    if (auto body = decode_create(request.body)) cluster_id = std::move(body->cluster_id);
  }
  prepared.faults = faults_.next(*verb, prepared.route.account_id, cluster_id);
  return prepared;
}

Reply Service::act(const Request& request, const Prepared& prepared, WallTime now) {
  if (prepared.reply) return *prepared.reply;
  if (prepared.route.place == Place::Admin) return administer(request, prepared.route, now);
  const auto& faults = prepared.faults;
  const Reply html{.status = 502, .body = std::string(kBadGateway), .content_type = "text/html"};
  if (!faults.after_effect) {
    if (faults.error) return to_reply(*faults.error, faults.wrapped_errors);
    if (faults.html) return html;
  }
  auto reply = answer(request, prepared, now);
  if (faults.error) return to_reply(*faults.error, faults.wrapped_errors);
  if (faults.html) return html;
  if (faults.garbage) return {.status = 200, .body = "{\"name\": \"accounts/\x01 not JSON"};
  if (faults.empty_body) reply.body.clear();
  return reply;
}

Reply Service::answer(const Request& request, const Prepared& prepared, WallTime now) {
  auto done = perform(request, prepared, now);
  if (!done) return to_reply(done.error(), prepared.faults.wrapped_errors);
  return {.body = std::move(*done)};
}

Answer<std::string> Service::perform(const Request& request, const Prepared& prepared, WallTime now) {
  if (prepared.route.place == Place::ConnectionInfo) return connection_info(prepared, now);
  switch (prepared.verb) {
    case Verb::Create: return create(request.body, prepared, now);
    case Verb::Get: return get(prepared, now);
    case Verb::List: return list(prepared, now);
    case Verb::Update: return update(request.body, prepared, now);
    case Verb::Delete: return remove(prepared, now);
  }
  return invalid("no such verb");
}

Answer<std::string> Service::render(Answer<Cluster> cluster, const Prepared& prepared) const {
  if (!cluster) return cluster.error();
  const auto look = look_of(prepared);
  if (!look) return look.error();
  if (!prepared.faults.states.empty()) show_states(*cluster, prepared.faults.states);
  return render_cluster(*cluster, *look);
}

Answer<std::string> Service::create(std::string_view body, const Prepared& prepared, WallTime now) {
  auto decoded = decode_create(body);
  if (!decoded) return decoded.error();
  const ClusterKey key{prepared.route.account_id, std::move(decoded->cluster_id)};
  auto cluster = world_.create(key, std::move(decoded->spec), now);
  stats_.note_create(to_string(key), now, status_of(cluster));
  if (cluster) {
    if (prepared.faults.stuck_creating) world_.stick(key, now);
    if (const auto& fail = prepared.faults.fail) world_.fail(key, fail->status, fail->after, now);
  }
  return render(std::move(cluster), prepared);
}

Answer<std::string> Service::get(const Prepared& prepared, WallTime now) {
  const auto key = cluster_key(prepared.route);
  if (prepared.faults.stuck_creating) world_.stick(key, now);
  if (const auto& fail = prepared.faults.fail) world_.fail(key, fail->status, fail->after, now);
  return render(world_.get(key, now), prepared);
}

Answer<std::string> Service::list(const Prepared& prepared, WallTime now) {
  const auto& route = prepared.route;
  const auto look = look_of(prepared);
  if (!look) return look.error();
  const auto page_size = parse_page_size(route.parameter("page_size"));
  if (!page_size) return page_size.error();
  const ListQuery query{.page_size = *page_size,
                        .page_token = std::string(route.parameter("page_token")),
                        .filter = std::string(route.parameter("filter")),
                        .order_by = std::string(route.parameter("order_by")),
                        .read_mask = std::string(route.parameter("read_mask"))};
  auto page = world_.list(route.account_id, query, prepared.faults.list_lag.value_or(milliseconds(0)), now);
  if (!page) return page.error();
  if (!prepared.faults.states.empty()) {
    for (auto& cluster : page->clusters) show_states(cluster, prepared.faults.states);
  }
  return render_page(*page, *look);
}

Answer<std::string> Service::update(std::string_view body, const Prepared& prepared, WallTime now) {
  auto decoded = decode_update(body);
  if (!decoded) return decoded.error();
  auto mask = parse_update_mask(prepared.route.parameter("update_mask"));
  if (!mask) return mask.error();
  if (mask->empty()) {
    const bool merges = prepared.route.parameter("update_mask") != "*";
    *mask = merges ? std::move(decoded->present) : Paths{"display_name", "eks_cluster", "fake_cluster"};
  }
  const auto key = cluster_key(prepared.route);
  if (const auto& fail = prepared.faults.fail) world_.fail(key, fail->status, fail->after, now);
  auto updated = world_.update(key, decoded->spec, *mask, now);
  stats_.note_update(to_string(key), now, status_of(updated));
  return render(std::move(updated), prepared);
}

Answer<std::string> Service::remove(const Prepared& prepared, WallTime now) {
  const auto key = cluster_key(prepared.route);
  Answer<void> removed = prepared.faults.refuse_delete
                             ? Answer<void>(precondition("the cluster is still in use"))
                             : world_.remove(key, now);
  stats_.note_delete(to_string(key), now, status_of(removed));
  if (!removed) return removed.error();
  return std::string("{}");
}

Answer<std::string> Service::connection_info(const Prepared& prepared, WallTime now) {
  const auto cluster = world_.get(cluster_key(prepared.route), now);
  if (!cluster) return cluster.error();
  if (cluster->state != ClusterState::Ready) return precondition("the cluster is not READY");
  return R"({"endpoint":"https://)" + prepared.route.cluster_id +
         R"(.eks.example.invalid","caData":"c3RhbmQtaW4="})";
}

}  // namespace fwop::api::standin
