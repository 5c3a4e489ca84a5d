#include "controller/cli/status_client.hpp"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/pchars.hpp>

#include "controller/cli/ask_once.hpp"
#include "controller/cli/status_address.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using nlohmann::json;

/// Throws boost::system::system_error when nobody answers, and json::exception for what is no JSON.
StatusReply ask(const StatusAddress& address, const std::string& path, std::chrono::milliseconds timeout) {
  asio::io_context loop;
  asio::ip::tcp::resolver resolver(loop);
  AskRequest request(http::verb::get, path, 11);
  request.set(http::field::host, address.text());
  const AskReply reply =
      ask_once<asio::ip::tcp>(resolver.resolve(address.host, address.port), request, timeout);
  return {static_cast<int>(reply.result_int()), json::parse(reply.body())};
}

}  // namespace

boost::system::result<StatusReply, std::string> ask_status(const std::string& address,
                                                           const std::string& path,
                                                           std::chrono::milliseconds timeout) {
  const auto parsed = parse_status_address(address);
  if (!parsed) return parsed.error();
  try {
    return ask(*parsed, path, timeout);
  } catch (const boost::system::system_error& error) {
    return "no daemon answers at " + parsed->text() + " (" + error.code().message() +
           "): start `fireworks-operator run`, or give its --status-address";
  } catch (const json::exception&) {
    return "what answers at " + address + " is no fireworks-operator";
  }
}

std::string path_of_name(const std::string& name) {
  return boost::urls::encode(name, boost::urls::pchars + '/');
}

}  // namespace fwop::controller::cli
