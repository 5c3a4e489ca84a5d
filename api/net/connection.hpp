#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "api/net/endpoint.hpp"
#include "api/net/net_error.hpp"
#include "api/net/proxy.hpp"
#include "api/net/tls.hpp"

namespace fwop::api {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Largest head of an answer, in bytes.
inline constexpr std::size_t kMaxAnswerHead = 32 * 1024;
/// How much is read at once: most answers fit into the first, and the buffer stays as long as the connection.
inline constexpr std::size_t kFirstReadChunk = 4 * 1024;
inline constexpr std::size_t kReadChunk = 32 * 1024;

/// How a read or a write ended.
struct Transfer {
  boost::system::error_code error;
  std::size_t bytes = 0;
};

/// One TCP connection to the API, with TLS or without. Only one operation at a time, all on the executor
/// it was made with; make it with std::make_shared. After a failed, timed-out or cancelled operation it is
/// of no further use.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// With a proxy, it is a tunnel through the proxy (CONNECT).
  Connection(const boost::asio::any_io_executor& executor, Endpoint endpoint,
             std::optional<Proxy> proxy = std::nullopt);

  /// Resolves the name, tries every address and makes the TLS handshake, all before `deadline`. `tls` is null
  /// for plain http, which connects to loopback addresses only, whatever the name resolves to. Returns
  /// nothing on success, else an error of kind Unreachable or Cancelled.
  boost::asio::awaitable<std::optional<NetError>> open(boost::asio::ssl::context* tls, SteadyTime deadline);

  /// Ends every operation from `deadline` on, until disarm(): operation_aborted, and timed_out() is true.
  void arm(SteadyTime deadline);
  void disarm();
  bool timed_out() const { return timed_out_; }

  /// Writes all of request().
  boost::asio::awaitable<Transfer> write();
  /// Reads some bytes and appends them to input().
  boost::asio::awaitable<Transfer> read();

  /// Buffers that live as long as the connection, so that a kept-alive one need not allocate again.
  std::string& request() { return request_; }
  boost::beast::flat_buffer& input() { return input_; }

  /// False if the server closed it, or sent bytes without a request. Does not wait.
  bool is_quiet();

  SteadyTime idle_since() const { return idle_since_; }
  void note_idle(SteadyTime now) { idle_since_ = now; }

 private:
  using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;

  boost::asio::awaitable<std::optional<NetError>> resolve(SteadyTime deadline, Addresses& addresses);
  boost::asio::awaitable<std::optional<NetError>> connect(SteadyTime deadline, const Addresses& addresses);
  boost::asio::awaitable<std::optional<NetError>> shake_hands(boost::asio::ssl::context& tls,
                                                              SteadyTime deadline);
  boost::asio::awaitable<std::optional<NetError>> open_tunnel(SteadyTime deadline);
  void time_out();
  NetError unreachable(const std::string& why) const;

  Endpoint endpoint_;
  std::optional<Proxy> proxy_;
  Endpoint peer_;  ///< Where the socket connects to: the endpoint or the proxy.
  boost::asio::ip::tcp::socket socket_;
  std::optional<TlsStream> tls_;
  boost::asio::steady_timer timer_;
  std::size_t armed_ = 0;  ///< Shows a late timer handler that its deadline was replaced.
  bool timed_out_ = false;
  bool first_read_ = true;  ///< The next read is the first one of an answer.
  std::string request_;
  boost::beast::flat_buffer input_;
  SteadyTime idle_since_;
};

}  // namespace fwop::api
