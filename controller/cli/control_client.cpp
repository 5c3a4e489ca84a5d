#include "controller/cli/control_client.hpp"

#include <iostream>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "controller/cli/ask_once.hpp"
#include "controller/cli/run_files.hpp"
#include "controller/journal/state_dir.hpp"
#include "controller/surface/control_server.hpp"

namespace fwop::controller::cli {
namespace {

namespace http = boost::beast::http;
using local = boost::asio::local::stream_protocol;
using nlohmann::json;

/// A command is answered once it is durable, and disks can be slow.
constexpr std::chrono::seconds kTimeout{60};

}  // namespace

DaemonAnswer ask_daemon(const std::string& state_dir, const std::string& path, const std::string& name,
                        const json& body) {
  const auto directory = resolve_state_dir(state_dir, process_environment());
  if (!directory) return {refuse(directory.error().message), {}};
  const auto socket_path = *directory / kControlSocket;
  std::string target = path;
  if (!name.empty()) target += "?cluster=" + boost::urls::encode(name, boost::urls::unreserved_chars);
  try {
    AskRequest request(http::verb::post, target, 11);
    request.set(http::field::host, "localhost");
    if (!body.is_null()) {
      request.set(http::field::content_type, "application/json");
      request.body() = body.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    request.prepare_payload();
    const AskReply answer = ask_once<local>(local::endpoint(socket_path.string()), request, kTimeout);
    json said = json::parse(answer.body());
    if (answer.result() == http::status::ok) return {0, std::move(said)};
    std::cerr << "fireworks-operator: " << said.value("error", "the daemon refuses, and does not say why")
              << '\n';
    return {answer.result() == http::status::conflict ? 1 : 2, {}};
  } catch (const boost::system::system_error& error) {
    return {refuse("no daemon answers at " + socket_path.string() + " (" + error.code().message() +
                   "): start `fireworks-operator run`, or give its --state-dir"),
            {}};
  } catch (const json::exception&) {
    return {refuse("what answers at " + socket_path.string() + " is no fireworks-operator"), {}};
  }
}

}  // namespace fwop::controller::cli
