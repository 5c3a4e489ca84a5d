#include "controller/serve/http_session.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "api/net/tls.hpp"
#include "controller/serve/html_page.hpp"
#include "controller/serve/status_routes.hpp"

namespace fwop::controller {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
// Before a connection is closed, bytes that the client still sends are read and dropped. Closing with unread
// bytes resets the connection, and the client may lose the answer.
constexpr std::chrono::seconds kLingerTimeout{2};
constexpr std::size_t kMaxLingerBytes = 64 * 1024;
constexpr std::string_view kRetryAfter = "5";  // Seconds.

/// The body of an OutgoingAnswer, sent piece by piece; null for none.
struct PiecesBody {
  using value_type = std::shared_ptr<const TextPieces>;

  class writer {
   public:
    using const_buffers_type = asio::const_buffer;

    template <bool is_request, class Fields>
    writer(const http::header<is_request, Fields>& /*header*/, const value_type& body) : body_(body) {}
    static void init(beast::error_code& error) { error = {}; }
    boost::optional<std::pair<const_buffers_type, bool>> get(beast::error_code& error) {
      error = {};
      if (!body_ || next_ == body_->size()) return boost::none;
      const std::string& piece = (*body_)[next_++];
      return std::pair(asio::buffer(piece), next_ < body_->size());
    }

   private:
    value_type body_;
    std::size_t next_ = 0;
  };
};

using Response = http::response<PiecesBody>;

template <class Response>
void set_common_headers(Response& response, std::string_view content_type) {
  response.set(http::field::content_type, content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", content_security_policy());
  response.set("Referrer-Policy", "no-referrer");
}

Response make_response(const OutgoingAnswer& answer, bool head, bool keep_alive) {
  Response response(static_cast<http::status>(answer.status), 11);
  set_common_headers(response, answer.content_type);
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  if (answer.status == 401) response.set(http::field::www_authenticate, "Bearer");
  if (answer.retry_later) response.set(http::field::retry_after, kRetryAfter);
  response.keep_alive(keep_alive);
  response.content_length(size_of(*answer.body));
  if (!head) response.body() = answer.body;
  return response;
}

unsigned status_of_bad_request(const beast::error_code& error) {
  return error == http::error::header_limit || error == http::error::buffer_overflow ? 431U : 400U;
}

bool is_parse_error(const beast::error_code& error) {
  return error.category() == make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

asio::awaitable<bool> send(std::shared_ptr<HttpSession> session, OutgoingAnswer answer, bool head,
                           bool keep_alive) {
  const Response response = make_response(answer, head, keep_alive);
  session->stream.tcp().expires_after(kHttpTimeout);
  const auto [error, size] = co_await http::async_write(session->stream, response, kTuple);
  co_return !error;
}

/// Sends the body in chunks until next() returns nothing. Each chunk may take kHttpTimeout.
asio::awaitable<bool> send_streamed(std::shared_ptr<HttpSession> session, StreamedAnswer answer, bool head,
                                    bool keep_alive) {
  http::response<http::empty_body> response(http::status::ok, 11);
  set_common_headers(response, answer.content_type);
  response.keep_alive(keep_alive);
  response.chunked(true);
  http::response_serializer<http::empty_body> serializer(response);
  session->stream.tcp().expires_after(kHttpTimeout);
  const auto [unsent, head_size] = co_await http::async_write_header(session->stream, serializer, kTuple);
  if (unsent) co_return false;
  while (!head) {
    auto making = answer.next();
    const std::optional<std::string> piece = co_await std::move(making);
    if (!piece) break;
    session->stream.tcp().expires_after(kHttpTimeout);
    const auto [error, size] =
        co_await asio::async_write(session->stream, http::make_chunk(asio::buffer(*piece)), kTuple);
    if (error) co_return false;
  }
  if (head) co_return true;
  session->stream.tcp().expires_after(kHttpTimeout);
  const auto [error, size] = co_await asio::async_write(session->stream, http::make_chunk_last(), kTuple);
  co_return !error;
}

/// Sends the TLS close_notify, so that the client knows that the answer is complete.
asio::awaitable<void> end_tls(std::shared_ptr<HttpSession> session) {
  StatusStream::Tls* const tls = session->stream.tls();
  if (tls == nullptr) co_return;
  session->stream.tcp().expires_after(kLingerTimeout);
  co_await tls->async_shutdown(kTuple);
}

asio::awaitable<void> linger(std::shared_ptr<HttpSession> session) {
  beast::tcp_stream& tcp = session->stream.tcp();
  beast::error_code ignored;
  tcp.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  tcp.expires_after(kLingerTimeout);
  std::array<char, 4096> dropped;
  for (std::size_t total = 0; total < kMaxLingerBytes;) {
    const auto [error, size] = co_await tcp.async_read_some(asio::buffer(dropped), kTuple);
    if (error) break;
    total += size;
  }
}

/// Does the TLS handshake, if the port has TLS. False when it failed: close the connection.
asio::awaitable<bool> shake_hands(std::shared_ptr<HttpSession> session) {
  StatusStream::Tls* const tls = session->stream.tls();
  if (tls == nullptr) co_return true;
  session->stream.tcp().expires_after(kHandshakeTimeout);
  const auto [error] = co_await tls->async_handshake(asio::ssl::stream_base::server, kTuple);
  if (!error) co_return true;
  if (api::tls_reason(error) != SSL_R_HTTP_REQUEST) co_return false;
  const OutgoingAnswer answer = session->answers->outgoing(
      error_answer(400, "this port speaks TLS: ask for https://, with --status-ca-file FILE"));
  const Response response = make_response(answer, false, false);
  co_await http::async_write(session->stream.tcp(), response, kTuple);
  co_return false;
}

/// True if the client showed a certificate, which the handshake has verified. The server asks for one only
/// with --status-client-ca-file.
bool has_certificate(HttpSession& session) {
  StatusStream::Tls* const tls = session.stream.tls();
  return tls != nullptr && ::SSL_get0_peer_certificate(tls->native_handle()) != nullptr &&
         ::SSL_get_verify_result(tls->native_handle()) == X509_V_OK;
}

using HeadParser = http::request_parser<http::empty_body>;

/// Reads the request body. `parser` has read the head.
asio::awaitable<boost::system::result<std::string, StatusAnswer>> read_body(
    std::shared_ptr<HttpSession> session, beast::flat_buffer& buffer, HeadParser& parser, std::size_t most) {
  using Body = boost::system::result<std::string, StatusAnswer>;
  const auto too_large = [] { return error_answer(413, "the request's body is too long"); };
  if (parser.content_length().value_or(0) > most) co_return Body(boost::system::in_place_error, too_large());
  http::request_parser<http::string_body> whole(std::move(parser));
  whole.body_limit(most);  // For a chunked body, which has no Content-Length.
  const auto [error, size] = co_await http::async_read(session->stream, buffer, whole, kTuple);
  if (error == http::error::body_limit) co_return Body(boost::system::in_place_error, too_large());
  if (error) co_return Body(boost::system::in_place_error, StatusAnswer{.status = 0});
  co_return Body(boost::system::in_place_value, std::move(whole.get().body()));
}

/// Sends the reply of a route. False: close the connection.
asio::awaitable<bool> send_reply(std::shared_ptr<HttpSession> session, StatusReply reply, bool head,
                                 bool keep_alive) {
  if (auto* streamed = std::get_if<StreamedAnswer>(&reply)) {
    auto sending = send_streamed(session, std::move(*streamed), head, keep_alive);
    co_return co_await std::move(sending);
  }
  OutgoingAnswer answer;
  if (const auto* page = std::get_if<LargePage>(&reply)) {
    auto making = session->large->get(*page);
    answer = co_await std::move(making);
  } else {
    auto& small = std::get<StatusAnswer>(reply);
    if (small.status == 0) co_return false;
    answer = session->answers->outgoing(std::move(small));
  }
  auto sending = send(session, std::move(answer), head, keep_alive);
  co_return co_await std::move(sending);
}

/// Answers the request; `parser` has read its head. False: close the connection.
asio::awaitable<bool> respond(std::shared_ptr<HttpSession> session, beast::flat_buffer& buffer,
                              HeadParser& parser, bool certificate) {
  const http::request_header<> head = parser.get().base();
  const std::string method(head.method_string());
  const std::string target(head.target());
  // Most routes do not read the body, so the connection is closed after a request that has one.
  const bool keep_alive = parser.get().keep_alive() && parser.is_done();
  auto found = session->routes->find(method == "HEAD" ? "GET" : method, target);
  std::optional<StatusAnswer> refused;
  if (found.handler == nullptr || !found.handler->checks_sender) {
    refused = session->access->refusal({.host = head[http::field::host],
                                        .authorization = head[http::field::authorization],
                                        .has_certificate = certificate},
                                       target);
  }
  if (!refused && found.handler == nullptr) refused = no_route_answer(*session->routes, found, target);
  StatusReply reply;
  if (refused) {
    reply = std::move(*refused);
  } else {
    StatusRequest request{
        .parameters = std::move(found.parameters),
        .query = std::move(found.query),
        .header = [&head](std::string_view name) { return std::string(head[name]); },
        .read_body = [session, &buffer,
                      &parser](std::size_t most) { return read_body(session, buffer, parser, most); }};
    auto handling = found.handler->handle(std::move(request));
    reply = co_await std::move(handling);
    if (std::holds_alternative<StreamedAnswer>(reply) && head.version() < 11)
      reply = error_answer(505, "a watch is answered in chunks: ask with HTTP/1.1");
  }
  auto sending = send_reply(session, std::move(reply), method == "HEAD", keep_alive);
  const bool sent = co_await std::move(sending);
  co_return sent&& keep_alive;
}

}  // namespace

asio::awaitable<void> run_http_session(std::shared_ptr<HttpSession> session) {
  Answers& answers = *session->answers;
  if (!co_await shake_hands(session)) co_return co_await linger(session);
  const bool certificate = has_certificate(*session);
  beast::flat_buffer buffer(2 * kMaxRequestHeaderBytes);
  for (;;) {
    HeadParser parser;
    parser.header_limit(kMaxRequestHeaderBytes);
    parser.body_limit(boost::none);  // This parser reads only the head.
    session->idle_since = std::chrono::steady_clock::now();
    session->stream.tcp().expires_after(kHttpTimeout);
    const auto [error, size] = co_await http::async_read_header(session->stream, buffer, parser, kTuple);
    session->idle_since.reset();
    if (error && !is_parse_error(error)) break;
    if (error) {
      OutgoingAnswer answer = answers.outgoing(
          error_answer(status_of_bad_request(error), "not an HTTP request: " + error.message()));
      co_await send(session, std::move(answer), false, false);
      break;
    }
    auto responding = respond(session, buffer, parser, certificate);
    const bool go_on = co_await std::move(responding);
    if (!go_on) break;
  }
  // The session is over: from now on it counts as idle, and a new connection may take its place.
  session->idle_since = std::chrono::steady_clock::now();
  co_await end_tls(session);
  co_await linger(session);
}

}  // namespace fwop::controller
