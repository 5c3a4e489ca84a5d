#include "controller/serve/status_server.hpp"

#include <charconv>
#include <exception>
#include <optional>
#include <set>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "api/base/logging.hpp"
#include "api/net/listener.hpp"
#include "controller/serve/cluster_watches.hpp"
#include "controller/serve/http_session.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::optional<tcp::endpoint> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (host == "localhost") host = "127.0.0.1";
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  boost::system::error_code bad;
  const auto address = asio::ip::make_address(std::string(host), bad);
  if (bad) return std::nullopt;
  return tcp::endpoint(address, port);
}

std::string listen_error(std::string_view address, const boost::system::error_code& error) {
  std::string text = "cannot serve status on " + std::string(address) + ": ";
  if (error == asio::error::address_in_use) {
    return text +
           "the port is in use; choose another with --status-address HOST:PORT (port 0 takes a free one)";
  }
  return text + error.message() + "; choose another address with --status-address HOST:PORT";
}

}  // namespace

struct StatusServer::State {
  State(asio::any_io_executor executor, StatusSource from, StatusAccess readers,
        std::optional<StatusTls> with)
      : listener(std::move(executor)),
        source(std::make_shared<const StatusSource>(std::move(from))),
        access(std::make_shared<const StatusAccess>(std::move(readers))),
        tls(std::move(with)) {}

  /// Makes room for one more connection, by closing an idle one if needed; false when that is not possible.
  bool make_room(const tcp::socket& peer);
  bool close_longest_idle();
  static void accepted(std::shared_ptr<State> self, tcp::socket socket);
  static asio::awaitable<void> serve(std::shared_ptr<State> self, std::shared_ptr<HttpSession> session);

  api::Listener<tcp> listener;
  std::shared_ptr<const StatusSource> source;
  std::shared_ptr<ClusterWatches> watches = std::make_shared<ClusterWatches>(source);
  std::shared_ptr<const api::Routes<StatusRoute>> routes =
      std::make_shared<const api::Routes<StatusRoute>>(status_routes(source, watches));
  std::shared_ptr<const StatusAccess> access;
  std::optional<StatusTls> tls;
  std::shared_ptr<Answers> answers = std::make_shared<Answers>();
  std::shared_ptr<LargeAnswers> large = std::make_shared<LargeAnswers>(source, answers);
  std::set<std::shared_ptr<HttpSession>> sessions;
  tcp::endpoint endpoint;
};

asio::awaitable<void> StatusServer::State::serve(std::shared_ptr<State> self,
                                                 std::shared_ptr<HttpSession> session) {
  try {
    co_await run_http_session(session);
  } catch (const std::exception&) {
    // If memory runs out for one answer, only its connection ends.
  }
  self->sessions.erase(session);
}

bool StatusServer::State::make_room(const tcp::socket& peer) {
  if (sessions.size() < kMaxStatusConnections || close_longest_idle()) return true;
  boost::system::error_code unknown;
  const bool local = peer.remote_endpoint(unknown).address().is_loopback();
  return local && !unknown && sessions.size() < kMaxStatusConnections + kLoopbackReserve;
}

bool StatusServer::State::close_longest_idle() {
  auto longest = sessions.end();
  for (auto it = sessions.begin(); it != sessions.end(); ++it) {
    if ((*it)->idle_since && (longest == sessions.end() || *(*it)->idle_since < *(*longest)->idle_since))
      longest = it;
  }
  if (longest == sessions.end()) return false;
  (*longest)->stream.tcp().close();
  // Its coroutine ends a little later, but its place is free now.
  sessions.erase(longest);
  return true;
}

void StatusServer::State::accepted(std::shared_ptr<State> self, tcp::socket socket) {
  if (!self->make_room(socket)) return;
  const auto executor = socket.get_executor();
  auto session = std::make_shared<HttpSession>(
      HttpSession{StatusStream(std::move(socket), self->tls ? self->tls->context() : nullptr), self->routes,
                  self->access, self->answers, self->large});
  // Insert it before it runs, so that stop() can close it.
  self->sessions.insert(session);
  asio::co_spawn(executor, serve(self, std::move(session)), asio::detached);
}

OrWhyNot<StatusServer> StatusServer::listen(asio::any_io_executor executor, std::string_view address,
                                            StatusSource source, StatusAccessOptions access) {
  const auto endpoint = parse_address(address);
  if (!endpoint) {
    return "'" + std::string(address) +
           "' is no address to serve status on: give --status-address an IP address (or localhost) and a "
           "port, as in 127.0.0.1:8080";
  }
  const StatusTlsFiles files = access.tls;
  auto readers = StatusAccess::make(endpoint->address(), std::move(access));
  if (!readers) return readers.error();
  std::optional<StatusTls> tls;
  if (!files.identity.certificate_file.empty()) {
    auto made = StatusTls::make(files, [](const std::string& warning) { log(LogLevel::Warn, warning); });
    if (!made) return made.error();
    tls.emplace(std::move(*made));
  }
  auto state = std::make_shared<State>(executor, std::move(source), std::move(*readers), std::move(tls));
  boost::system::error_code error = state->listener.bind(*endpoint);
  if (!error) {
    error = state->listener.listen([weak = std::weak_ptr(state)](tcp::socket socket) {
      if (auto self = weak.lock()) State::accepted(std::move(self), std::move(socket));
    });
  }
  if (error) return listen_error(address, error);
  state->endpoint = state->listener.endpoint();
  return StatusServer(std::move(state));
}

StatusServer::StatusServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
StatusServer::StatusServer(StatusServer&&) noexcept = default;

StatusServer& StatusServer::operator=(StatusServer&& other) noexcept {
  if (this != &other) {
    stop();
    state_ = std::move(other.state_);
  }
  return *this;
}

StatusServer::~StatusServer() { stop(); }

std::uint16_t StatusServer::port() const { return state_->endpoint.port(); }

std::string StatusServer::url() const {
  const auto address = state_->endpoint.address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return (state_->tls ? "https://" : "http://") + host + ":" + std::to_string(port());
}

std::size_t StatusServer::connections() const { return state_->sessions.size(); }

void StatusServer::stop() {
  if (!state_) return;
  state_->listener.close();
  for (const auto& session : state_->sessions) session->stream.tcp().close();
  state_->watches->stop();
  state_->large->stop();
}

}  // namespace fwop::controller
