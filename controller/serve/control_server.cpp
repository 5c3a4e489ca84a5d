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

Response release(const ControlActions& actions, const std::string& name, const std::string& body,
                 const std::string& peer) {
  auto command = release_of(body, peer);
  if (!command) return response_of(http::status::bad_request, {{"error", command.error()}});
  const auto released = actions.release_brake(name, std::move(*command));
  if (!released) return response_of(http::status::conflict, {{"error", released.error()}});
  return response_of(http::status::ok,
                     {{"released", held_list(released->changes)}, {"kept", held_list(released->kept)}});
}

asio::awaitable<Response> answer(const ControlActions& actions, http::request<http::string_body> request,
                                 std::string peer) {
  const auto url = boost::urls::parse_origin_form(request.target());
  const std::string path = url ? url->path() : std::string();
  const bool command = is_command_path(path);
  const bool known = command || path == "/v1/reconcile" || path == "/v1/brake/release";
  if (path == "/v1/brake" && request.method() == http::verb::get)
    co_return response_of(http::status::ok, {{"held", held_list(actions.held())}});
  if (!known)
    co_return response_of(http::status::not_found, {{"error", "this daemon does not know " + path}});
  if (request.method() != http::verb::post)
    co_return response_of(http::status::method_not_allowed, {{"error", "only POST is answered here"}});
  std::string name;
  for (const auto parameter : url->params()) {
    if (parameter.key != "cluster") continue;
    name = parameter.value;
    // Not all of them, just because a script's variable was empty.
    if (name.empty())
      co_return response_of(http::status::bad_request, {{"error", "the cluster's name is empty"}});
  }
  if (command) {
    if (name.empty())
      co_return response_of(http::status::bad_request, {{"error", "?cluster=NAME is missing"}});
    auto parsed = command_of(path, request.body(), peer);
    if (!parsed) co_return response_of(http::status::bad_request, {{"error", parsed.error()}});
    auto telling = actions.tell(std::move(name), std::move(*parsed));
    const CommandResult result = co_await std::move(telling);
    if (!result.done) co_return response_of(http::status::conflict, {{"error", result.message}});
    co_return response_of(http::status::ok, {{"message", result.message}});
  }
  if (path == "/v1/brake/release") co_return release(actions, name, request.body(), peer);
  const auto done = actions.reconcile(name);
  if (!done) co_return response_of(http::status::conflict, {{"error", done.error()}});
  co_return response_of(http::status::ok, {{"clusters", *done}});
}

}  // namespace

struct ControlServer::State {
  State(asio::any_io_executor executor, ControlActions what, std::filesystem::path where)
      : acceptor(std::move(executor)), actions(std::move(what)), path(std::move(where)) {}

  static asio::awaitable<void> accept_all(std::shared_ptr<State> self);
  static asio::awaitable<void> serve(std::shared_ptr<State> self, std::shared_ptr<Stream> stream);

  local::acceptor acceptor;
  ControlActions actions;
  std::filesystem::path path;
  std::set<std::shared_ptr<Stream>> streams;
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

asio::awaitable<void> ControlServer::State::accept_all(std::shared_ptr<State> self) {
  while (self->acceptor.is_open()) {
    auto [error, socket] = co_await self->acceptor.async_accept(kTuple);
    if (!self->acceptor.is_open()) co_return;
    if (error || self->streams.size() >= kMaxConnections) continue;
    auto stream = std::make_shared<Stream>(std::move(socket));
    self->streams.insert(stream);
    asio::co_spawn(self->acceptor.get_executor(), serve(self, std::move(stream)), asio::detached);
  }
}

boost::system::result<ControlServer, std::string> ControlServer::listen(
    asio::any_io_executor executor, const std::filesystem::path& state_dir, ControlActions actions) {
  const std::filesystem::path path = state_dir / kControlSocket;
  const auto refused = [&path](const std::string& why) {
    return "commands such as `reconcile` will not reach this daemon: " + path.string() + ": " + why;
  };
  if (path.native().size() >= sizeof(sockaddr_un::sun_path))
    return refused("the path is too long for a socket; use a shorter --state-dir");
  std::error_code missing;
  std::filesystem::remove(path, missing);
  auto state = std::make_shared<State>(executor, std::move(actions), path);
  boost::system::error_code error;
  state->acceptor.open(local(), error);
  if (!error) state->acceptor.bind(local::endpoint(path.string()), error);
  // Nobody can connect before listen().
  if (!error && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) return refused(std::strerror(errno));
  if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return refused(error.message());
  asio::co_spawn(executor, State::accept_all(state), asio::detached);
  return ControlServer(std::move(state));
}

ControlServer::ControlServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
ControlServer::ControlServer(ControlServer&&) noexcept = default;
ControlServer::~ControlServer() { stop(); }

void ControlServer::stop() {
  if (!state_ || !state_->acceptor.is_open()) return;
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  for (const auto& stream : state_->streams) stream->close();
  std::error_code gone;
  std::filesystem::remove(state_->path, gone);
}

}  // namespace fwop::controller
