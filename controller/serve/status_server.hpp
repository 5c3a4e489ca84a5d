#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/serve/status_access.hpp"
#include "controller/serve/status_source.hpp"

namespace fwop::controller {

/// The most connections. For one more, the server closes the one that is idle for the longest time; if none
/// is idle, it closes the new one.
inline constexpr std::size_t kMaxStatusConnections = 64;
/// When none is idle, this many more are accepted from this machine, for probes, scrapes and the command
/// line.
inline constexpr std::size_t kLoopbackReserve = 8;

/// Serves status_routes() over HTTP/1.1 with keep-alive; over TLS if `access` has a certificate. Runs on the
/// given executor, which must run one handler at a time; only the text of large answers is made on other
/// threads. The destructor calls stop().
class StatusServer {
 public:
  /// `address` is HOST:PORT. HOST is an IP address ("[::1]:8080") or localhost; port 0 takes any free port.
  /// `access` says who may read. The error is one line that says what to do.
  static OrWhyNot<StatusServer> listen(boost::asio::any_io_executor executor, std::string_view address,
                                       StatusSource source, StatusAccessOptions access = {});

  ~StatusServer();
  StatusServer(StatusServer&&) noexcept;
  StatusServer& operator=(StatusServer&&) noexcept;

  [[nodiscard]] std::uint16_t port() const;
  /// Such as "http://127.0.0.1:8080"; https with TLS.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::size_t connections() const;
  /// Closes the port and every connection, and waits for the other threads.
  void stop();

 private:
  struct State;
  explicit StatusServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace fwop::controller
