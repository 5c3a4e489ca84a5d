#include "controller/cli/control_client.hpp"

#include <cerrno>
#include <filesystem>

#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <sys/stat.h>

#include "controller/cli/ask_once.hpp"
#include "controller/cli/complain.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/daemon_commands.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/status_client.hpp"
#include "controller/journal/state_dir.hpp"
#include "controller/serve/control_request.hpp"
#include "controller/serve/control_server.hpp"

namespace fwop::controller::cli {
namespace {

namespace http = boost::beast::http;
using local = boost::asio::local::stream_protocol;
using nlohmann::json;

/// The daemon answers when the result is durable, and disks can be slow.
constexpr std::chrono::seconds kTimeout{60};
/// Short: this request only improves an error message.
constexpr std::chrono::milliseconds kLookTimeout{1000};

/// The path that we may not access: the socket, or a folder above it.
std::filesystem::path locked(std::filesystem::path path) {
  struct stat status {};
  while (::stat(path.c_str(), &status) != 0 && errno == EACCES && path.has_relative_path())
    path = path.parent_path();
  return path;
}

/// The control socket of the daemon at the status address of the environment or the default one; empty when
/// no daemon answers there.
std::string socket_of_the_daemon() {
  const auto own = ask_status(status_flags_of_environment(), "/api/v1/operator", kLookTimeout);
  return own && own->status == 200 ? own->body.value("controlSocket", "") : "";
}

std::string unreachable(const std::filesystem::path& socket, const boost::system::error_code& error) {
  if (error == boost::asio::error::access_denied) {
    const auto closed = locked(socket);
    return "the daemon's socket " + socket.string() + " is not open to you: " + closed.string() + " is " +
           owner_of(closed) + "'s, and you are " + user_name(::geteuid()) + "; ask as " + owner_of(closed);
  }
  const std::string nobody = "no daemon answers at " + socket.string() + " (" + error.message() + ")";
  const std::string other = socket_of_the_daemon();
  if (!other.empty() && other != socket.string())
    return nobody + "; the one that runs has its socket at " + other + ": give --state-dir " +
           std::filesystem::path(other).parent_path().string();
  return nobody + ": start `fireworks-operator run`, or give its --state-dir";
}

}  // namespace

DaemonAnswer ask_daemon(const std::string& state_dir, const std::string& path, const std::string& name,
                        const json& body, DaemonVerb verb) {
  const auto directory = resolve_state_dir(state_dir, process_environment());
  if (!directory) return {refuse(directory.error().message), {}};
  const auto socket_path = *directory / kControlSocket;
  std::string target = path;
  if (!name.empty()) target += "?cluster=" + boost::urls::encode(name, boost::urls::unreserved_chars);
  try {
    AskRequest request(verb == DaemonVerb::Post ? http::verb::post : http::verb::get, target, 11);
    request.set(http::field::host, "localhost");
    if (!body.is_null()) {
      request.set(http::field::content_type, "application/json");
      request.body() = body.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    request.prepare_payload();
    const AskReply answer =
        run_alone(ask_once<local>(local::endpoint(socket_path.string()), std::move(request),
                                  std::chrono::steady_clock::now() + kTimeout));
    json said = json::parse(answer.body());
    if (answer.result() == http::status::ok) return {0, std::move(said)};
    complain(said.value("error", "the daemon refuses, and does not say why"));
    return {answer.result() == http::status::conflict ? 1 : 2, {}};
  } catch (const boost::system::system_error& error) {
    return {refuse(unreachable(socket_path, error.code())), {}};
  } catch (const json::exception&) {
    return {refuse("what answers at " + socket_path.string() + " is no fireworks-operator"), {}};
  }
}

}  // namespace fwop::controller::cli
