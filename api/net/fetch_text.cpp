#include "api/net/fetch_text.hpp"

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "api/net/connection.hpp"
#include "api/net/http_exchange.hpp"

namespace fwop::api {

namespace asio = boost::asio;

asio::awaitable<NetResult<std::string>> fetch_text(asio::any_io_executor executor, Endpoint where,
                                                   std::optional<Proxy> proxy, std::string ca_file,
                                                   std::chrono::milliseconds timeout) {
  // A cancelled caller gets its error as a value.
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::optional<asio::ssl::context> tls;
  if (where.tls) tls.emplace(make_client_tls_context(ca_file));
  const auto connection = std::make_shared<Connection>(executor, where, std::move(proxy));
  if (std::optional<NetError> error = co_await connection->open(tls ? &*tls : nullptr, deadline))
    co_return *error;
  connection->request() = "GET " + (where.base_path.empty() ? "/" : where.base_path) +
                          " HTTP/1.1\r\nHost: " + host_header(where) +
                          "\r\nUser-Agent: fireworks-operator\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  Exchange result = co_await exchange(connection, kMaxFetchedText, deadline);
  if (!result.answer) co_return result.answer.error();
  if (result.answer->status != 200) {
    co_return NetError{
        .kind = NetErrorKind::Lost,
        .message = host_and_port(where) + " answers with " + std::to_string(result.answer->status),
        .http_status = result.answer->status};
  }
  co_return std::move(result.answer->body);
}

}  // namespace fwop::api
