#include "api/net/http_exchange.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "api/net/retry_after.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

constexpr int kMaxInterimAnswers = 8;       ///< "100 Continue" and its like before the answer.
constexpr std::size_t kMaxRequestId = 128;  ///< Bytes kept of x-request-id.

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::string printable(std::string_view text) {
  std::string kept(text.substr(0, kMaxRequestId));
  std::erase_if(kept, [](char c) { return c < ' ' || c > '~'; });
  return kept;
}

bool is_interim(int status) { return status >= 100 && status < 200 && status != 101; }

std::string why_not_http(const boost::system::error_code& error, std::size_t max_body) {
  if (error == http::error::body_limit)
    return "the answer is larger than " + std::to_string(max_body) + " bytes";
  if (error == http::error::header_limit)
    return "the head of the answer is larger than " + std::to_string(kMaxAnswerHead) + " bytes";
  return "the answer is not HTTP: " + error.message();
}

/// Reads one answer, whatever bytes it comes in.
class AnswerReader {
 public:
  /// With `sink`, the body of a 200 goes there. `sink` may be null; else it outlives this object.
  AnswerReader(std::size_t max_body, const AnswerSink* sink) : max_body_(max_body), sink_(sink) { begin(); }

  /// Takes what it can from `input`; an error when this can never become an answer.
  boost::system::error_code feed(boost::beast::flat_buffer& input) {
    while (input.size() > 0 && !done()) {
      boost::system::error_code error;
      input.consume(parser_->put(input.data(), error));
      if (!pass_on()) return http::error::body_limit;
      if (error == http::error::need_more) return {};
      if (error) return error;
      if (parser_->is_done() && is_interim(status())) {
        if (++interim_ > kMaxInterimAnswers) return http::error::bad_status;
        begin();
      }
    }
    return {};
  }

  /// Call when the server has closed. That ends an answer without a length; for any other it is an error.
  boost::system::error_code end() {
    boost::system::error_code error;
    if (!parser_->got_some()) return http::error::end_of_stream;
    parser_->put_eof(error);
    return error;
  }

  bool done() const { return parser_->is_done(); }
  /// The body goes to the sink.
  bool streams() const { return sink_ != nullptr && has_status() && status() == kOk; }
  bool has_status() const { return parser_->is_header_done(); }
  int status() const { return static_cast<int>(parser_->get().result_int()); }

  HttpAnswer take() {
    auto& message = parser_->get();
    const auto date = parse_http_date(view(message[http::field::date]));
    HttpAnswer answer{
        .status = status(),
        .body = std::move(message.body()),
        .request_id = printable(view(message["x-request-id"])),
        .retry_after = retry_after(view(message["retry-after-ms"]), view(message[http::field::retry_after]),
                                   date.value_or(std::chrono::system_clock::now())),
        .date = date,
        .keep_alive = message.keep_alive() && !ended_by_close_};
    return answer;
  }
  void note_close() { ended_by_close_ = true; }

 private:
  void begin() {
    parser_.emplace();
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(kMaxAnswerHead));
    // A stream has no limit, and whether it is one is known only after the head.
    if (sink_ == nullptr)
      parser_->body_limit(max_body_);
    else
      parser_->body_limit(boost::none);
  }

  /// Hands over what has come of a stream. False when the body of another answer is too large.
  bool pass_on() {
    if (sink_ == nullptr) return true;
    std::string& body = parser_->get().body();
    if (!streams()) return body.size() <= max_body_;
    if (!body.empty()) sink_->take(std::exchange(body, {}));
    return true;
  }

  static constexpr int kOk = 200;

  std::size_t max_body_;
  const AnswerSink* sink_;
  int interim_ = 0;
  bool ended_by_close_ = false;
  std::optional<Parser> parser_;
};

/// The error of an exchange that stopped here.
NetError broken_off(const Exchange& so_far, NetErrorKind kind, std::string message) {
  return {.kind = kind,
          .message = std::move(message),
          .byte_left = so_far.progress != Progress::Nothing,
          .http_status = so_far.status};
}

NetError broken_off(const Exchange& so_far, const Connection& connection,
                    const boost::system::error_code& error) {
  const bool nothing_left = so_far.progress == Progress::Nothing;
  const NetErrorKind kind = nothing_left ? NetErrorKind::Unreachable : NetErrorKind::Lost;
  if (connection.timed_out()) {
    return broken_off(
        so_far, kind,
        nothing_left ? "the request could not be sent in time" : "no whole answer came in time");
  }
  if (error == asio::error::operation_aborted)
    return broken_off(so_far, NetErrorKind::Cancelled, "cancelled before an answer came");
  const std::string where = nothing_left                        ? "before the request was sent"
                            : so_far.progress == Progress::Sent ? "before an answer came"
                            : so_far.status == 0                ? "in the head of the answer"
                                                                : "in the middle of the answer";
  return broken_off(so_far, kind, "the connection broke " + where + ": " + error.message());
}

asio::awaitable<std::optional<NetError>> send(Connection& connection, Exchange& result) {
  const Transfer sent = co_await connection.write();
  result.bytes_sent = sent.bytes;
  if (sent.bytes > 0) result.progress = Progress::Sent;
  if (sent.error) co_return broken_off(result, connection, sent.error);
  co_return std::nullopt;
}

asio::awaitable<std::optional<NetError>> receive(Connection& connection, AnswerReader& reader,
                                                 Exchange& result, std::size_t max_body,
                                                 const AnswerSink* sink) {
  while (!reader.done()) {
    if (reader.streams()) connection.arm(std::chrono::steady_clock::now() + sink->silence);
    const Transfer got = co_await connection.read();
    result.bytes_received += got.bytes;
    if (got.bytes > 0) result.progress = Progress::Answered;
    boost::system::error_code unreadable = reader.feed(connection.input());
    if (reader.has_status()) result.status = reader.status();
    if (unreadable) {
      co_return broken_off(result, NetErrorKind::Lost, why_not_http(unreadable, max_body));
    }
    if (!got.error || reader.done()) continue;
    // Only a clean close can end an answer. A cut TLS stream may have lost some of it.
    const bool ended = got.error == asio::error::eof && !reader.end();
    reader.note_close();
    if (!ended) co_return broken_off(result, connection, got.error);
  }
  co_return std::nullopt;
}

asio::awaitable<Exchange> carry_out(std::shared_ptr<Connection> connection, std::size_t max_body,
                                    SteadyTime deadline, const AnswerSink* sink) {
  Exchange result{.answer = NetError{}};
  connection->arm(deadline);
  connection->input().clear();
  std::optional<NetError> error = co_await send(*connection, result);
  if (!error) {
    AnswerReader reader(max_body, sink);
    error = co_await receive(*connection, reader, result, max_body, sink);
    if (!error) {
      result.answer = reader.take();
      // There are bytes after the answer that we did not ask for: do not reuse the connection.
      if (connection->input().size() > 0) result.answer->keep_alive = false;
    }
  }
  connection->disarm();
  if (error) result.answer = std::move(*error);
  co_return result;
}

}  // namespace

asio::awaitable<Exchange> exchange(std::shared_ptr<Connection> connection, std::size_t max_body,
                                   SteadyTime deadline) {
  return carry_out(std::move(connection), max_body, deadline, nullptr);
}

asio::awaitable<Exchange> exchange_streamed(std::shared_ptr<Connection> connection, AnswerSink sink,
                                            std::size_t max_body, SteadyTime deadline) {
  auto carrying_out = carry_out(std::move(connection), max_body, deadline, &sink);
  co_return co_await std::move(carrying_out);
}

}  // namespace fwop::api
