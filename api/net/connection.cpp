#include "api/net/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

#include "api/net/name_lookup.hpp"

namespace fwop::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
const boost::system::error_code kAborted = asio::error::operation_aborted;

bool is_cancelled(const asio::cancellation_state& state) {
  return state.cancelled() != asio::cancellation_type::none;
}

NetError cancelled() {
  return {.kind = NetErrorKind::Cancelled, .message = "cancelled before it was sent", .byte_left = false};
}

}  // namespace

Connection::Connection(const asio::any_io_executor& executor, Endpoint endpoint, std::optional<Proxy> proxy)
    : endpoint_(std::move(endpoint)),
      proxy_(std::move(proxy)),
      peer_(proxy_ ? Endpoint{.tls = true, .host = proxy_->host, .port = proxy_->port, .base_path = {}}
                   : endpoint_),
      socket_(executor),
      timer_(executor),
      input_(kMaxAnswerHead + 2 * kReadChunk) {}

NetError Connection::unreachable(const std::string& why) const {
  return {.kind = NetErrorKind::Unreachable,
          .message = "cannot reach " + host_and_port(endpoint_) +
                     (proxy_ ? " through the proxy " + host_and_port(peer_) : "") + ": " + why,
          .byte_left = false};
}

asio::awaitable<std::optional<NetError>> Connection::open(asio::ssl::context* tls, SteadyTime deadline) {
  Addresses addresses;
  std::optional<NetError> error = co_await resolve(deadline, addresses);
  if (error) co_return error;
  error = co_await connect(deadline, addresses);
  if (error) co_return error;
  if (proxy_) error = co_await open_tunnel(deadline);
  if (error) co_return error;
  if (tls != nullptr) error = co_await shake_hands(*tls, deadline);
  co_return error;
}

asio::awaitable<std::optional<NetError>> Connection::resolve(SteadyTime deadline, Addresses& addresses) {
  boost::system::error_code not_an_address;
  const auto address = asio::ip::make_address(peer_.host, not_an_address);
  if (!not_an_address) {
    addresses.emplace_back(address, static_cast<std::uint16_t>(std::stoul(peer_.port)));
    co_return std::nullopt;
  }
  const auto found = co_await look_up_name(socket_.get_executor(), peer_.host, peer_.port, deadline);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (is_cancelled(cancellation)) co_return cancelled();
  if (!found) co_return unreachable(found.error());
  for (const tcp::endpoint& endpoint : *found) {
    if (peer_.tls || endpoint.address().is_loopback()) addresses.push_back(endpoint);
  }
  if (addresses.empty())
    co_return unreachable("the name has no loopback address, and http goes nowhere else");
  co_return std::nullopt;
}

asio::awaitable<std::optional<NetError>> Connection::connect(SteadyTime deadline,
                                                             const Addresses& addresses) {
  boost::system::error_code error;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (is_cancelled(cancellation)) co_return cancelled();
    // Each address gets a share of the time left, so that a silent first one cannot use all of it.
    const auto now = std::chrono::steady_clock::now();
    arm(now + (deadline - now) / static_cast<int>(addresses.size() - i));
    boost::system::error_code ignored;
    socket_.close(ignored);
    const auto [outcome] = co_await socket_.async_connect(addresses[i], kAwait);
    error = timed_out_ ? boost::system::error_code(asio::error::timed_out) : outcome;
    disarm();
    if (!error) {
      socket_.set_option(tcp::no_delay(true), ignored);
      co_return std::nullopt;
    }
  }
  co_return error == kAborted ? cancelled() : unreachable(error.message());
}

asio::awaitable<std::optional<NetError>> Connection::open_tunnel(SteadyTime deadline) {
  constexpr std::size_t kMaxProxyHead = 16 * 1024;
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (is_cancelled(cancellation)) co_return cancelled();
  std::string ask =
      "CONNECT " + host_and_port(endpoint_) + " HTTP/1.1\r\nHost: " + host_and_port(endpoint_) + "\r\n";
  if (!proxy_->authorization.empty()) ask += "Proxy-Authorization: " + proxy_->authorization + "\r\n";
  ask += "\r\n";
  arm(deadline);
  auto [error, bytes] = co_await asio::async_write(socket_, asio::buffer(ask), kAwait);
  std::string head;
  // Read byte by byte: what follows the head belongs to the API, and TLS must read it.
  while (!error && !head.ends_with("\r\n\r\n") && head.size() < kMaxProxyHead) {
    char byte = 0;
    std::tie(error, bytes) = co_await socket_.async_read_some(asio::buffer(&byte, 1), kAwait);
    if (!error) head.push_back(byte);
  }
  const bool late = timed_out_;
  disarm();
  if (late) co_return unreachable("it took too long to open a tunnel");
  if (error == kAborted) co_return cancelled();
  if (error) co_return unreachable("it gave no answer: " + error.message());
  const std::string_view line = std::string_view(head).substr(0, head.find('\r'));
  if (!line.starts_with("HTTP/1.") || line.size() < 12) co_return unreachable("it is no HTTP proxy");
  const std::string status(line.substr(9, 3));
  if (status.starts_with('2') && head.ends_with("\r\n\r\n")) co_return std::nullopt;
  co_return unreachable("it refuses the tunnel with " + status +
                        (status == "407" ? ": it wants a user and password in HTTPS_PROXY"
                                         : ": allow that host there, or list it in NO_PROXY"));
}

asio::awaitable<std::optional<NetError>> Connection::shake_hands(asio::ssl::context& tls,
                                                                 SteadyTime deadline) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (is_cancelled(cancellation)) co_return cancelled();
  tls_.emplace(socket_, tls);
  if (const auto error = expect_host(tls_->native_handle(), endpoint_.host); error)
    co_return unreachable("not a host name that TLS can use: " + error.message());
  arm(deadline);
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
  const bool late = timed_out_;
  disarm();
  if (late) co_return unreachable("the TLS handshake took too long");
  if (error == kAborted) co_return cancelled();
  if (error) co_return unreachable(explain_handshake_failure(tls_->native_handle(), error, endpoint_.host));
  co_return std::nullopt;
}

void Connection::arm(SteadyTime deadline) {
  timed_out_ = false;
  const auto armed = ++armed_;
  timer_.expires_at(deadline);
  timer_.async_wait([weak = weak_from_this(), armed](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error && self->armed_ == armed) self->time_out();
  });
}

void Connection::disarm() {
  ++armed_;
  timer_.cancel();
}

void Connection::time_out() {
  timed_out_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

asio::awaitable<Transfer> Connection::write() {
  first_read_ = true;
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (is_cancelled(cancellation)) co_return Transfer{kAborted, 0};
  const auto bytes = asio::buffer(request_);
  if (tls_) {
    const auto [error, written] = co_await asio::async_write(*tls_, bytes, kAwait);
    co_return Transfer{error, written};
  }
  const auto [error, written] = co_await asio::async_write(socket_, bytes, kAwait);
  co_return Transfer{error, written};
}

asio::awaitable<Transfer> Connection::read() {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (is_cancelled(cancellation)) co_return Transfer{kAborted, 0};
  const std::size_t chunk = first_read_ ? kFirstReadChunk : kReadChunk;
  first_read_ = false;
  const auto room = input_.prepare(std::min(chunk, input_.max_size() - input_.size()));
  if (room.size() == 0) co_return Transfer{asio::error::no_buffer_space, 0};
  Transfer transfer;
  if (tls_) {
    const auto [error, got] = co_await tls_->async_read_some(room, kAwait);
    transfer = {error, got};
  } else {
    const auto [error, got] = co_await socket_.async_read_some(room, kAwait);
    transfer = {error, got};
  }
  input_.commit(transfer.bytes);
  co_return transfer;
}

bool Connection::is_quiet() {
  char byte = 0;
  const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace fwop::api
