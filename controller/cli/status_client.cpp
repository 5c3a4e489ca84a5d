#include "controller/cli/status_client.hpp"

#include <cstdlib>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/pchars.hpp>

#include "api/credentials.hpp"
#include "api/name_lookup.hpp"
#include "controller/cli/ask_once.hpp"
#include "controller/cli/status_address.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using nlohmann::json;

/// Empty where none was given.
api::Result<std::string> token_for(const StatusFlags& daemon) {
  if (!daemon.token_file.empty())
    return api::KeyFile(daemon.token_file, {"the token file", "the token"}, {}).bearer();
  const char* token = std::getenv("FIREWORKS_STATUS_TOKEN");
  if (token == nullptr || *token == '\0') return std::string();
  return api::checked_key(token, "FIREWORKS_STATUS_TOKEN", "the token");
}

/// The daemon knows the path, and does not answer us.
bool is_closed_to_us(int status) { return status == 401 || status == 403 || status == 421; }

using Asked = boost::system::result<StatusReply, std::string>;

std::string nobody_answers(const StatusAddress& address, const std::string& why) {
  return "no daemon answers at " + address.text() + " (" + why +
         "): start `fireworks-operator run`, or give its --status-address";
}

AskRequest get_request(const StatusAddress& address, const std::string& token, const std::string& path) {
  AskRequest request(http::verb::get, path, 11);
  request.set(http::field::host, address.text());
  if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
  return request;
}

}  // namespace

asio::awaitable<Asked> ask_status_on_loop(StatusFlags daemon, std::string path,
                                          std::chrono::milliseconds timeout) {
  const auto address = parse_status_address(daemon.address);
  if (!address) co_return address.error();
  const auto token = token_for(daemon);
  if (!token) co_return token.error().message;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const auto executor = co_await asio::this_coro::executor;
  const auto where = co_await api::look_up_name(executor, address->host, address->port, deadline);
  if (!where) co_return nobody_answers(*address, where.error());
  try {
    const AskReply reply =
        co_await ask_once<asio::ip::tcp>(*where, get_request(*address, *token, path), deadline);
    StatusReply read{static_cast<int>(reply.result_int()), json::parse(reply.body())};
    if (!is_closed_to_us(read.status)) co_return read;
    co_return "the daemon at " + address->text() +
        " refuses: " + read.body.value("error", "it does not say why");
  } catch (const boost::system::system_error& error) {
    co_return nobody_answers(*address, error.code().message());
  } catch (const json::exception&) {
    co_return "what answers at " + daemon.address + " is no fireworks-operator";
  }
}

Asked ask_status(const StatusFlags& daemon, const std::string& path, std::chrono::milliseconds timeout) {
  return run_alone(ask_status_on_loop(daemon, path, timeout));
}

std::string path_of_name(const std::string& name) {
  return boost::urls::encode(name, boost::urls::pchars + '/');
}

}  // namespace fwop::controller::cli
