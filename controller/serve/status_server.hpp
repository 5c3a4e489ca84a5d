#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>

#include "controller/serve/status_access.hpp"
#include "controller/serve/status_source.hpp"

namespace fwop::controller {

/// Connections at a time. For one more, the longest idle one is closed; when none is idle, the new one.
inline constexpr std::size_t kMaxStatusConnections = 64;
/// So many more from this machine when none is idle: for probes, scrapes and the command line.
inline constexpr std::size_t kLoopbackReserve = 8;

/// Serves status_routes() over HTTP/1.1 with keep-alive, over TLS where `access` has a certificate.
/// Everything runs on the executor it was given, which must run one handler at a time, but for the text of
/// large answers; stops when destroyed.
class StatusServer {
 public:
  /// `address` is host:port: an IP address ("[::1]:8080") or localhost, and 0 for any free port. `access`
  /// says who may read. The error is one line that says what to do.
  static boost::system::result<StatusServer, std::string> listen(boost::asio::any_io_executor executor,
                                                                 std::string_view address,
                                                                 StatusSource source,
                                                                 StatusAccessOptions access = {});

  ~StatusServer();
  StatusServer(StatusServer&&) noexcept;
  StatusServer& operator=(StatusServer&&) noexcept;

  [[nodiscard]] std::uint16_t port() const;
  /// "http://127.0.0.1:8080", or with https.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::size_t connections() const;
  /// Closes the port and every connection, and waits for the text that is being made.
  void stop();

 private:
  struct State;
  explicit StatusServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace fwop::controller
