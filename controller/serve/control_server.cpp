#include "controller/serve/control_server.hpp"

#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "api/net/listener.hpp"
#include "api/net/routes.hpp"
#include "controller/serve/control_request.hpp"
#include "controller/show/view_json.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using local = asio::local::stream_protocol;
using Stream = beast::basic_stream<local>;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kTimeout{10};
constexpr std::size_t kMaxConnections = 16;
constexpr std::uint32_t kMaxHead = 8 * 1024;

using Response = http::response<http::string_body>;

Response response_of(http::status status, const nlohmann::json& body) {
  Response response(status, 11);
  response.set(http::field::content_type, "application/json");
  response.keep_alive(false);
  response.body() = json_text(body) + "\n";
  response.prepare_payload();
  return response;
}

nlohmann::json held_list(const std::vector<HeldChange>& changes) {
  nlohmann::json list = nlohmann::json::array();
  for (const HeldChange& one : changes) list.push_back(held_json(one));
  return list;
}

Response error_of(http::status status, const std::string& why) {
  return response_of(status, {{"error", why}});
}

/// A request about the cluster `name`; empty: about all clusters.
struct ControlRequest {
  std::string name;
  std::string path;
  std::string body;
  std::string peer;  ///< The name of the user who sent it.
};

using ControlHandler = asio::awaitable<Response> (*)(const ControlActions&, ControlRequest);

asio::awaitable<Response> show_held(const ControlActions& actions, ControlRequest /*request*/) {
  co_return response_of(http::status::ok, {{"held", held_list(actions.held())}});
}

asio::awaitable<Response> reconcile(const ControlActions& actions, ControlRequest request) {
  const auto done = actions.reconcile(request.name);
  if (!done) co_return error_of(http::status::conflict, done.error());
  co_return response_of(http::status::ok, {{"clusters", *done}});
}

asio::awaitable<Response> release(const ControlActions& actions, ControlRequest request) {
  auto command = release_of(request.body, request.peer);
  if (!command) co_return error_of(http::status::bad_request, command.error());
  const auto released = actions.release_brake(request.name, std::move(*command));
  if (!released) co_return error_of(http::status::conflict, released.error());
  co_return response_of(http::status::ok,
                        {{"released", held_list(released->changes)}, {"kept", held_list(released->kept)}});
}

asio::awaitable<Response> carry_out(const ControlActions& actions, ControlRequest request) {
  if (request.name.empty()) co_return error_of(http::status::bad_request, "?cluster=NAME is missing");
  auto command = command_of(request.path, request.body, request.peer);
  if (!command) co_return error_of(http::status::bad_request, command.error());
  auto executing = actions.execute(std::move(request.name), std::move(*command));
  const CommandResult result = co_await std::move(executing);
  if (!result.done) co_return error_of(http::status::conflict, result.message);
  co_return response_of(http::status::ok, {{"message", result.message}});
}

api::Routes<ControlHandler> control_routes() {
  api::Routes<ControlHandler> routes;
  routes.add("GET", "/v1/brake", show_held);
  routes.add("POST", "/v1/brake/release", release);
  routes.add("POST", "/v1/reconcile", reconcile);
  for (const std::string_view path : kCommandPaths) routes.add("POST", path, carry_out);
  return routes;
}

asio::awaitable<Response> answer(const ControlActions& actions, http::request<http::string_body> request,
                                 std::string peer) {
  static const api::Routes<ControlHandler> kRoutes = control_routes();
  const auto found = kRoutes.find(std::string(request.method_string()), request.target());
  if (found.handler == nullptr && found.methods.empty())
    co_return error_of(http::status::not_found, "this daemon does not know " + found.path);
  if (found.handler == nullptr)
    co_return error_of(http::status::method_not_allowed,
                       "only " + found.methods.front() + " is answered here");
  ControlRequest asked{.path = found.path, .body = std::move(request.body()), .peer = std::move(peer)};
  for (const auto& [key, value] : found.query) {
    if (key != "cluster") continue;
    asked.name = value;
    // An empty name must not mean all clusters: the variable of a script may have been empty.
    if (asked.name.empty()) co_return error_of(http::status::bad_request, "the cluster's name is empty");
  }
  auto handling = (*found.handler)(actions, std::move(asked));
  co_return co_await std::move(handling);
}

}  // namespace

struct ControlServer::State {
  State(asio::any_io_executor executor, ControlActions what, std::filesystem::path where)
      : listener(std::move(executor)), actions(std::move(what)), path(std::move(where)) {}

  static void accepted(std::shared_ptr<State> self, local::socket socket);
  static asio::awaitable<void> serve(std::shared_ptr<State> self, std::shared_ptr<Stream> stream);

  api::Listener<local> listener;
  ControlActions actions;
  std::filesystem::path path;
  std::set<std::shared_ptr<Stream>> streams;
  bool stopped = false;
};

asio::awaitable<void> ControlServer::State::serve(std::shared_ptr<State> self,
                                                  std::shared_ptr<Stream> stream) {
  beast::flat_buffer buffer(2 * kMaxHead);
  http::request_parser<http::string_body> parser;
  parser.header_limit(kMaxHead);
  parser.body_limit(kMaxControlBody);
  stream->expires_after(kTimeout);
  const auto [error, size] = co_await http::async_read(*stream, buffer, parser, kTuple);
  if (!error || error == http::error::body_limit) {
    Response response =
        response_of(http::status::payload_too_large, {{"error", "the request's body is too long"}});
    if (!error) {
      auto answering = answer(self->actions, parser.release(), peer_user(stream->socket().native_handle()));
      response = co_await std::move(answering);
    }
    stream->expires_after(kTimeout);
    const auto [unsent, sent] = co_await http::async_write(*stream, response, kTuple);
    beast::error_code ignored = unsent;
    stream->socket().shutdown(local::socket::shutdown_send, ignored);
  }
  self->streams.erase(stream);
}

void ControlServer::State::accepted(std::shared_ptr<State> self, local::socket socket) {
  const auto executor = socket.get_executor();
  auto stream = std::make_shared<Stream>(std::move(socket));
  self->streams.insert(stream);
  asio::co_spawn(executor, serve(self, std::move(stream)), asio::detached);
}

OrWhyNot<ControlServer> ControlServer::listen(asio::any_io_executor executor,
                                              const std::filesystem::path& state_dir,
                                              ControlActions actions) {
  const std::filesystem::path path = state_dir / kControlSocket;
  const auto refused = [&path](const std::string& why) {
    return "commands such as `reconcile` will not reach this daemon: " + path.string() + ": " + why;
  };
  if (path.native().size() >= sizeof(sockaddr_un::sun_path))
    return refused("the path is too long for a socket; use a shorter --state-dir");
  std::error_code missing;
  std::filesystem::remove(path, missing);
  auto state = std::make_shared<State>(executor, std::move(actions), path);
  boost::system::error_code error = state->listener.bind(local::endpoint(path.string()));
  // This is in time: nobody can connect before listen().
  if (!error && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) return refused(std::strerror(errno));
  if (!error) {
    const std::weak_ptr weak(state);
    error = state->listener.listen(
        [weak](local::socket socket) {
          if (auto self = weak.lock()) State::accepted(std::move(self), std::move(socket));
        },
        [weak] {
          const auto self = weak.lock();
          return self && self->streams.size() < kMaxConnections;
        });
  }
  if (error) return refused(error.message());
  return ControlServer(std::move(state));
}

ControlServer::ControlServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
ControlServer::ControlServer(ControlServer&&) noexcept = default;
ControlServer::~ControlServer() { stop(); }

void ControlServer::stop() {
  if (!state_ || std::exchange(state_->stopped, true)) return;
  state_->listener.close();
  for (const auto& stream : state_->streams) stream->close();
  std::error_code gone;
  std::filesystem::remove(state_->path, gone);
}

}  // namespace fwop::controller
