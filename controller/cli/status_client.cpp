#include "controller/cli/status_client.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/pchars.hpp>

#include "api/clusters/credentials.hpp"
#include "api/net/name_lookup.hpp"
#include "api/net/tls.hpp"
#include "controller/cli/ask_once.hpp"
#include "controller/cli/status_address.hpp"

namespace fwop::controller::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using nlohmann::json;

/// The token from the flags or FIREWORKS_STATUS_TOKEN; empty when there is none.
api::Result<std::string> token_for(const StatusFlags& daemon) {
  if (!daemon.token_file.empty())
    return api::KeyFile(daemon.token_file, {"the token file", "the token"}, {}).bearer();
  const char* token = std::getenv("FIREWORKS_STATUS_TOKEN");
  if (token == nullptr || *token == '\0') return std::string();
  return api::checked_key(token, "FIREWORKS_STATUS_TOKEN", "the token");
}

/// True if the daemon refuses us on every path. A port with TLS answers plain HTTP with 400.
bool is_closed_to_us(int status) { return status == 400 || status == 401 || status == 403 || status == 421; }

/// The daemon sends a watcher a line at least every 15 seconds, so this long without one is a failure.
constexpr std::chrono::seconds kWatchSilence{45};

using Asked = OrWhyNot<StatusReply>;

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

/// What is wrong with the TLS flags for this address; empty when nothing is.
std::string problem_with_tls(const StatusFlags& daemon, const StatusAddress& address) {
  const api::Identity& own = daemon.identity;
  const auto for_https = [&address](const std::string& flag, const std::string& file) {
    return flag + " " + file + " is for https: write --status-address https://" + address.text();
  };
  if (!address.tls && !daemon.ca_file.empty()) return for_https("--status-ca-file", daemon.ca_file);
  if (!address.tls && !own.certificate_file.empty())
    return for_https("--status-client-cert-file", own.certificate_file);
  if (!address.tls && !own.key_file.empty()) return for_https("--status-client-key-file", own.key_file);
  if (own.certificate_file.empty() != own.key_file.empty())
    return "--status-client-cert-file and --status-client-key-file go together: give both";
  return {};
}

/// True if the daemon's TLS alert is about our client certificate. With TLS 1.3 it comes after the handshake.
bool is_about_certificate(int reason) {
  constexpr std::array kAlerts = {SSL_AD_BAD_CERTIFICATE,     SSL_AD_UNSUPPORTED_CERTIFICATE,
                                  SSL_AD_CERTIFICATE_REVOKED, SSL_AD_CERTIFICATE_EXPIRED,
                                  SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_UNKNOWN_CA,
                                  SSL_AD_ACCESS_DENIED,       SSL_AD_CERTIFICATE_REQUIRED};
  return std::find(kAlerts.begin(), kAlerts.end(), reason - SSL_AD_REASON_OFFSET) != kAlerts.end();
}

std::string explain_tls_failure(SSL* ssl, const StatusAddress& address,
                                const boost::system::error_code& error) {
  const int reason = api::tls_reason(error);
  if (reason == SSL_R_WRONG_VERSION_NUMBER)
    return "what answers at " + address.text() + " speaks no TLS: leave https:// out";
  if (is_about_certificate(reason)) {
    return "the daemon at " + address.text() + " refuses the client certificate (" + error.message() +
           "): give --status-client-cert-file and --status-client-key-file with one of an authority in the "
           "--status-client-ca-file of run";
  }
  return api::explain_handshake_failure(
      ssl, error, address.text(),
      {.wrong_name = "ask for it by a name that the certificate has",
       .untrusted = "give --status-ca-file FILE with the authority that signed it"});
}

/// Connects with TLS and calls `talk(stream)`. Throws boost::system::system_error when the connection fails,
/// and std::runtime_error with what to do when TLS fails.
template <class Talk>
asio::awaitable<void> talk_over_tls(const StatusFlags& daemon, const StatusAddress& address,
                                    std::vector<asio::ip::tcp::endpoint> where,
                                    std::chrono::steady_clock::time_point deadline, Talk talk) {
  asio::ssl::context context = api::make_client_tls_context(daemon.ca_file);
  if (!daemon.identity.certificate_file.empty()) {
    if (const auto used = api::use_identity(context, daemon.identity); !used)
      throw std::runtime_error(used.error());
  }
  asio::ssl::stream<boost::beast::tcp_stream> stream(co_await asio::this_coro::executor, context);
  stream.next_layer().expires_at(deadline);
  co_await stream.next_layer().async_connect(where, asio::use_awaitable);
  if (const auto error = api::expect_host(stream.native_handle(), address.host))
    throw std::runtime_error(address.host + " is no name that TLS can use: " + error.message());
  try {
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    auto talking = talk(stream);
    co_await std::move(talking);
  } catch (const boost::system::system_error& error) {
    if (api::tls_reason(error.code()) == 0) throw;
    throw std::runtime_error(explain_tls_failure(stream.native_handle(), address, error.code()));
  }
}

template <class Talk>
asio::awaitable<void> talk_in_plain(std::vector<asio::ip::tcp::endpoint> where,
                                    std::chrono::steady_clock::time_point deadline, Talk talk) {
  boost::beast::tcp_stream stream(co_await asio::this_coro::executor);
  stream.expires_at(deadline);
  co_await stream.async_connect(where, asio::use_awaitable);
  auto talking = talk(stream);
  co_await std::move(talking);
}

/// Connects and calls `talk(stream, request)` with a GET of `path`; all must end within `timeout`, unless
/// `talk` changes the deadline.
template <class Talk>
asio::awaitable<OrWhyNot<void>> talk_to(StatusFlags daemon, std::string path,
                                        std::chrono::milliseconds timeout, Talk talk) {
  const auto address = parse_status_address(daemon.address);
  if (!address) co_return address.error();
  if (std::string problem = problem_with_tls(daemon, *address); !problem.empty()) co_return problem;
  const auto token = token_for(daemon);
  if (!token) co_return token.error().message;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const auto executor = co_await asio::this_coro::executor;
  const auto where = co_await api::look_up_name(executor, address->host, address->port, deadline);
  if (!where) co_return nobody_answers(*address, where.error());
  const AskRequest request = get_request(*address, *token, path);
  const auto asks = [&](auto& stream) { return talk(stream, request); };
  try {
    if (address->tls) {
      auto talking = talk_over_tls(daemon, *address, *where, deadline, asks);
      co_await std::move(talking);
    } else {
      auto talking = talk_in_plain(*where, deadline, asks);
      co_await std::move(talking);
    }
    co_return OrWhyNot<void>();
  } catch (const boost::system::system_error& error) {
    co_return nobody_answers(*address, error.code().message());
  } catch (const json::exception&) {
    co_return "what answers at " + daemon.address + " is no fireworks-operator";
  } catch (const std::runtime_error& error) {
    co_return std::string(error.what());
  }
}

std::string refusal(const StatusFlags& daemon, const json& body) {
  return "the daemon at " + parse_status_address(daemon.address)->text() +
         " refuses: " + body.value("error", "it does not say why");
}

/// Calls `told` with each line of the answer as it arrives. Throws what talk_to() catches; std::runtime_error
/// when the daemon refuses the watch or does not support it.
template <class Stream>
asio::awaitable<void> read_lines(Stream& stream, const AskRequest& request, const StatusFlags& daemon,
                                 const std::function<void(json)>& told) {
  co_await http::async_write(stream, request, asio::use_awaitable);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::buffer_body> parser;
  parser.body_limit(boost::none);
  co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
  const bool is_stream = parser.get().result() == http::status::ok && parser.chunked();
  std::string pending;
  std::vector<char> chunk(64 * 1024);
  while (!parser.is_done()) {
    boost::beast::get_lowest_layer(stream).expires_after(kWatchSilence);
    parser.get().body().data = chunk.data();
    parser.get().body().size = chunk.size();
    boost::system::error_code error;
    co_await http::async_read_some(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error && error != http::error::need_buffer) throw boost::system::system_error(error);
    pending.append(chunk.data(), chunk.size() - parser.get().body().size);
    if (!is_stream) continue;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = pending.find('\n', begin)) != std::string::npos; begin = end + 1)
      told(json::parse(pending.begin() + static_cast<std::ptrdiff_t>(begin),
                       pending.begin() + static_cast<std::ptrdiff_t>(end)));
    pending.erase(0, begin);
  }
  if (is_stream) co_return;
  if (parser.get().result() == http::status::ok)
    throw std::runtime_error("the daemon at " + daemon.address +
                             " is older than this program: it cannot be watched");
  throw std::runtime_error(refusal(daemon, json::parse(pending)));
}

}  // namespace

asio::awaitable<Asked> ask_status_on_loop(StatusFlags daemon, std::string path,
                                          std::chrono::milliseconds timeout) {
  StatusReply read;
  auto talking =
      talk_to(daemon, path, timeout, [&](auto& stream, const AskRequest& request) -> asio::awaitable<void> {
        const AskReply reply = co_await ask_on(stream, request);
        read = {static_cast<int>(reply.result_int()), json::parse(reply.body())};
      });
  const auto talked = co_await std::move(talking);
  if (!talked) co_return talked.error();
  if (is_closed_to_us(read.status)) co_return refusal(daemon, read.body);
  co_return read;
}

asio::awaitable<OrWhyNot<void>> watch_status(StatusFlags daemon, std::string path,
                                             std::function<void(json)> told) {
  auto talking = talk_to(daemon, path, kAskTimeout, [&](auto& stream, const AskRequest& request) {
    return read_lines(stream, request, daemon, told);
  });
  co_return co_await std::move(talking);
}

Asked ask_status(const StatusFlags& daemon, const std::string& path, std::chrono::milliseconds timeout) {
  return run_alone(ask_status_on_loop(daemon, path, timeout));
}

std::string path_of_name(const std::string& name) {
  return boost::urls::encode(name, boost::urls::pchars + '/');
}

}  // namespace fwop::controller::cli
