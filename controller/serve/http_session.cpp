#include "controller/serve/http_session.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
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
// What a client may still be sending when its connection is closed: read and dropped, because closing
// over unread bytes resets the connection and takes the answer along.
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

Response make_response(const OutgoingAnswer& answer, bool head, bool keep_alive) {
  Response response(static_cast<http::status>(answer.status), 11);
  response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", content_security_policy());
  response.set("Referrer-Policy", "no-referrer");
  if (answer.status == 405) response.set(http::field::allow, "GET, HEAD");
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

/// Ends TLS, so that the client knows that it has read all.
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

/// False when there is no TLS to speak over: then the connection is to be closed.
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

/// The handshake has checked it; nobody is asked for one unless there is somebody who signs them.
bool has_certificate(HttpSession& session) {
  StatusStream::Tls* const tls = session.stream.tls();
  return tls != nullptr && ::SSL_get0_peer_certificate(tls->native_handle()) != nullptr &&
         ::SSL_get_verify_result(tls->native_handle()) == X509_V_OK;
}

bool is_hook(const HttpSession& session, const http::request<http::empty_body>& request) {
  return session.source->webhook && request.method() == http::verb::post && request.target() == "/hooks/git";
}

/// What says who sent it; its body is not read yet.
WebhookRequest signature_of(const http::request<http::empty_body>& request) {
  WebhookRequest hook;
  hook.github = std::string(request["X-Hub-Signature-256"]);
  hook.gitea = std::string(request["X-Gitea-Signature"]);
  hook.gitlab = std::string(request["X-Gitlab-Token"]);
  hook.id = std::string(request["webhook-id"]);
  hook.timestamp = std::string(request["webhook-timestamp"]);
  hook.signature = std::string(request["webhook-signature"]);
  return hook;
}

/// Reads the body as well, which is what was signed. Nothing when the connection failed.
asio::awaitable<std::optional<StatusAnswer>> hook_answer(std::shared_ptr<HttpSession> session,
                                                         beast::flat_buffer& buffer,
                                                         http::request_parser<http::empty_body>& header) {
  const auto too_large = [] {
    return error_answer(413, "a hook may have 512 KiB at most; the next poll finds what was pushed");
  };
  const auto refused = [] {
    return error_answer(401, "no signature or token of the secret in --git-webhook-secret-file");
  };
  WebhookRequest hook = signature_of(header.get());
  if (!is_signed(hook)) co_return refused();
  if (header.content_length().value_or(0) > kMaxHookBytes) co_return too_large();
  http::request_parser<http::string_body> parser(std::move(header));
  parser.body_limit(kMaxHookBytes);  // of one that comes in chunks
  const auto [error, size] = co_await http::async_read(session->stream, buffer, parser, kTuple);
  if (error == http::error::body_limit) co_return too_large();
  if (error) co_return std::nullopt;
  hook.body = std::move(parser.get().body());
  auto asking = session->source->webhook(std::move(hook));
  const bool genuine = co_await std::move(asking);
  if (!genuine) co_return refused();
  co_return StatusAnswer{202, "application/json", "{\"pull\":\"at once\"}\n"};
}

/// Of a request that may be answered.
asio::awaitable<OutgoingAnswer> current_answer(std::shared_ptr<HttpSession> session, std::string method,
                                               std::string target) {
  const std::string asked = method == "GET" && session->source->history ? history_name(target) : "";
  if (!asked.empty()) {
    const auto events = co_await session->source->history(asked);
    co_return session->answers->outgoing(history_answer(events));
  }
  StatusRoute route = status_route(*session->source, method, target);
  if (auto* now = std::get_if<StatusAnswer>(&route)) co_return session->answers->outgoing(std::move(*now));
  co_return co_await session->large->get(std::get<LargePage>(route));
}

}  // namespace

asio::awaitable<void> run_http_session(std::shared_ptr<HttpSession> session) {
  Answers& answers = *session->answers;
  if (!co_await shake_hands(session)) co_return co_await linger(session);
  const bool certificate = has_certificate(*session);
  beast::flat_buffer buffer(2 * kMaxRequestHeaderBytes);
  for (;;) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(kMaxRequestHeaderBytes);
    parser.body_limit(boost::none);  // A body is not read here.
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
    if (is_hook(*session, parser.get())) {
      auto hook = co_await hook_answer(session, buffer, parser);
      if (!hook) break;
      OutgoingAnswer answer = answers.outgoing(std::move(*hook));
      co_await send(session, std::move(answer), false, false);
      break;
    }
    const auto& request = parser.get();
    const std::string method(request.method_string());
    const std::string target(request.target());
    // Bodies are never read: after a request with one the connection is of no more use.
    const bool keep_alive = request.keep_alive() && parser.is_done();
    OutgoingAnswer answer;
    auto refused = session->access->refusal({.host = request[http::field::host],
                                             .authorization = request[http::field::authorization],
                                             .has_certificate = certificate},
                                            target);
    if (refused) {
      answer = answers.outgoing(std::move(*refused));
    } else {
      answer = co_await current_answer(session, method, target);
    }
    const bool sent = co_await send(session, std::move(answer), method == "HEAD", keep_alive);
    if (!sent || !keep_alive) break;
  }
  // It has nothing more to say: its place may go to another.
  session->idle_since = std::chrono::steady_clock::now();
  co_await end_tls(session);
  co_await linger(session);
}

}  // namespace fwop::controller
