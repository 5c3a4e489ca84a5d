#include "api/clusters/http_caller.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "api/clusters/json.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;

void refuse_unprintable(const std::string& user_agent) {
  const bool printable =
      std::all_of(user_agent.begin(), user_agent.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable) throw std::invalid_argument("the user agent must be printable ASCII");
}

Exchange not_begun(NetError error) { return {.answer = std::move(error)}; }

/// The server may have closed a kept-alive connection just before. Sending again is safe if no byte was sent,
/// because then the server cannot have acted; and for reads if no answer came, because a second read does no
/// harm.
bool may_send_again(Verb verb, const Exchange& broken) {
  if (broken.answer.has_value() || broken.answer.error().kind == NetErrorKind::Cancelled) return false;
  if (!broken.answer.error().byte_left) return true;
  return broken.progress == Progress::Sent && !is_mutating(verb);
}

/// A server may quote the request in its answer: remove the key from it.
void remove_key(std::string& text, const std::string& key) {
  static constexpr std::string_view kInstead = "[API key]";
  // Continue after the replacement: a short key may be part of it.
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + kInstead.size()))
    text.replace(at, key.size(), kInstead);
}

Result<HttpAnswer> success_or_error(NetResult<HttpAnswer> answer, const std::string& key) {
  if (answer.has_error()) return error_from_network(answer.error());
  if (answer->status >= 200 && answer->status < 300) {
    remove_key(answer->request_id, key);
    return std::move(*answer);
  }
  Error error = error_from_answer(answer->status, answer->body);
  error.retry_after = answer->retry_after;
  error.request_id = std::move(answer->request_id);
  error.date = answer->date;
  remove_key(error.message, key);
  remove_key(error.request_id, key);
  return error;
}

std::string without_key(std::string text, const std::string& key) {
  remove_key(text, key);
  return text;
}

std::string request_line_of(const HttpRequest& request) {
  return std::string(http_method(request.verb)) + " " + request.target;
}

std::string request_id_of(const Result<HttpAnswer>& answer) {
  return answer.has_value() ? answer->request_id : answer.error().request_id;
}

}  // namespace

HttpClustersApi::Caller::Caller(asio::any_io_executor executor, HttpOptions options,
                                std::shared_ptr<Credentials> credentials)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      credentials_(std::move(credentials)),
      head_{.host = host_header(options_.endpoint),
            .base_path = options_.endpoint.base_path,
            .user_agent = options_.user_agent},
      host_(host_and_port(options_.endpoint)),
      pool_(std::make_shared<ConnectionPool>(executor_, options_.max_connections, options_.idle_timeout)) {
  refuse_unprintable(options_.user_agent);
  if (options_.endpoint.tls) tls_.emplace(make_client_tls_context(options_.ca_file));
}

HttpClustersApi::Caller::~Caller() { pool_->close(); }

asio::awaitable<Result<HttpAnswer>> HttpClustersApi::Caller::call(HttpRequest request,
                                                                  std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  if (const auto why = unusable_id(request); !why.empty())
    co_return Error{.kind = ErrorKind::Invalid, .message = std::string(why)};
  // A cancelled caller gets its error as a value, so co_await must not throw here.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  Result<HttpAnswer> answer = co_await call_until(request, deadline);
  co_await asio::this_coro::throw_if_cancelled(throws);
  co_return answer;
}

asio::awaitable<Result<HttpAnswer>> HttpClustersApi::Caller::call_until(const HttpRequest& request,
                                                                        SteadyTime deadline) {
  const Result<std::string> key = credentials_->bearer();
  if (key.has_error()) co_return key.error();
  Result<HttpAnswer> answer = co_await observed(request, *key, deadline);
  if (answer.has_value() || answer.error().kind != ErrorKind::Unauthenticated) co_return answer;

  credentials_->refresh();
  const Result<std::string> newer = credentials_->bearer();
  if (newer.has_error() || *newer == *key) co_return answer;
  answer = co_await observed(request, *newer, deadline);
  co_return answer;
}

asio::awaitable<Result<HttpAnswer>> HttpClustersApi::Caller::observed(const HttpRequest& request,
                                                                      const std::string& key,
                                                                      SteadyTime deadline) {
  const auto started = std::chrono::steady_clock::now();
  Exchange exchange = co_await send(request, key, deadline);
  Result<HttpAnswer> answer = success_or_error(std::move(exchange.answer), key);
  report(request, exchange, answer, started, key);
  co_return answer;
}

asio::awaitable<Exchange> HttpClustersApi::Caller::send(const HttpRequest& request, const std::string& key,
                                                        SteadyTime deadline) {
  const NetResult<Slot> slot = co_await pool_->acquire(deadline);
  if (slot.has_error()) co_return not_begun(slot.error());

  if (auto kept_alive = pool_->take_idle()) {
    Exchange first = co_await send_on(std::move(kept_alive), request, key, deadline);
    const bool in_time = std::chrono::steady_clock::now() < deadline;
    if (!in_time || !may_send_again(request.verb, first)) co_return first;
  }
  Exchange result = co_await send_fresh(request, key, deadline);
  co_return result;
}

asio::awaitable<Exchange> HttpClustersApi::Caller::send_fresh(const HttpRequest& request,
                                                              const std::string& key, SteadyTime deadline) {
  auto connection = std::make_shared<Connection>(executor_, options_.endpoint, options_.proxy);
  const auto connected_by = std::min(deadline, std::chrono::steady_clock::now() + options_.connect_timeout);
  std::optional<NetError> error = co_await connection->open(tls_ ? &*tls_ : nullptr, connected_by);
  if (error) co_return not_begun(std::move(*error));
  Exchange result = co_await send_on(std::move(connection), request, key, deadline);
  co_return result;
}

asio::awaitable<Exchange> HttpClustersApi::Caller::send_on(std::shared_ptr<Connection> connection,
                                                           const HttpRequest& request, const std::string& key,
                                                           SteadyTime deadline) {
  write_request(request, head_, key, connection->request());
  Exchange result = co_await exchange(connection, options_.max_body, deadline);
  if (result.answer.has_value() && result.answer->keep_alive) pool_->put_idle(std::move(connection));
  co_return result;
}

void HttpClustersApi::Caller::report(const HttpRequest& request, const Exchange& exchange,
                                     const Result<HttpAnswer>& answer, SteadyTime started,
                                     const std::string& key) const {
  if (!options_.observer) return;
  const bool told = is_mutating(request.verb);
  options_.observer({.verb = request.verb,
                     .account_id = request.key.account_id,
                     .cluster_id = request.key.cluster_id,
                     .host = host_,
                     .request_line = told ? without_key(request_line_of(request), key) : std::string(),
                     .body = told ? without_key(request.body, key) : std::string(),
                     .http_status = exchange.status,
                     .request_id = request_id_of(answer),
                     .duration = std::chrono::steady_clock::now() - started,
                     .bytes_sent = exchange.bytes_sent,
                     .bytes_received = exchange.bytes_received,
                     .error = answer ? std::string() : to_string(answer.error())});
}

}  // namespace fwop::api
