#include "controller/cli/status_client.hpp"

#include <cstdlib>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/pchars.hpp>

#include "api/credentials.hpp"
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

/// Throws boost::system::system_error when nobody answers, and json::exception for what is no JSON.
StatusReply ask(const StatusAddress& address, const std::string& token, const std::string& path,
                std::chrono::milliseconds timeout) {
  asio::io_context loop;
  asio::ip::tcp::resolver resolver(loop);
  AskRequest request(http::verb::get, path, 11);
  request.set(http::field::host, address.text());
  if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
  const AskReply reply =
      ask_once<asio::ip::tcp>(resolver.resolve(address.host, address.port), request, timeout);
  return {static_cast<int>(reply.result_int()), json::parse(reply.body())};
}

}  // namespace

boost::system::result<StatusReply, std::string> ask_status(const StatusFlags& daemon, const std::string& path,
                                                           std::chrono::milliseconds timeout) {
  const auto parsed = parse_status_address(daemon.address);
  if (!parsed) return parsed.error();
  const auto token = token_for(daemon);
  if (!token) return token.error().message;
  try {
    StatusReply reply = ask(*parsed, *token, path, timeout);
    if (is_closed_to_us(reply.status))
      return "the daemon at " + parsed->text() +
             " refuses: " + reply.body.value("error", "it does not say why");
    return reply;
  } catch (const boost::system::system_error& error) {
    return "no daemon answers at " + parsed->text() + " (" + error.code().message() +
           "): start `fireworks-operator run`, or give its --status-address";
  } catch (const json::exception&) {
    return "what answers at " + daemon.address + " is no fireworks-operator";
  }
}

std::string path_of_name(const std::string& name) {
  return boost::urls::encode(name, boost::urls::pchars + '/');
}

}  // namespace fwop::controller::cli
