#include "controller/cli/status_client.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/pchars.hpp>

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using nlohmann::json;

constexpr std::chrono::seconds kTimeout{5};
constexpr std::size_t kMaxBody = 256 * 1024 * 1024;

/// Throws boost::system::system_error when nobody answers, and json::exception for what is no JSON.
StatusReply ask(const std::string& address, const std::string& path) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) throw boost::system::system_error(asio::error::invalid_argument);
  asio::io_context loop;
  asio::ip::tcp::resolver resolver(loop);
  beast::tcp_stream stream(loop);
  stream.expires_after(kTimeout);
  stream.connect(resolver.resolve(address.substr(0, colon), address.substr(colon + 1)));
  http::request<http::empty_body> request(http::verb::get, path, 11);
  request.set(http::field::host, address);
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxBody);
  http::read(stream, buffer, parser);
  return {static_cast<int>(parser.get().result_int()), json::parse(parser.get().body())};
}

}  // namespace

boost::system::result<StatusReply, std::string> ask_status(const std::string& address,
                                                           const std::string& path) {
  try {
    return ask(address, path);
  } catch (const boost::system::system_error& error) {
    return "no daemon answers at " + address + " (" + error.code().message() +
           "): start `fireworks-operator run`, or give its --status-address";
  } catch (const json::exception&) {
    return "what answers at " + address + " is no fireworks-operator";
  }
}

std::string path_of_name(const std::string& name) {
  return boost::urls::encode(name, boost::urls::pchars + '/');
}

}  // namespace fwop::controller::cli
