#pragma once

#include <cstdint>
#include <string>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

namespace fwop::api {

/// Why something over the network failed. Callers decide by it.
enum class NetErrorKind : std::uint8_t {
  Invalid,      ///< An address that cannot be used. Nothing was tried.
  Unreachable,  ///< DNS, proxy, connect or TLS failed, or no time was left: the request was not sent.
  Lost,         ///< Some of the request was sent, and no complete, readable answer came back.
  Cancelled,    ///< Cancelled by us before a whole answer came.
};

/// A failure of the network, as a value. `message` is never empty.
struct NetError {
  NetErrorKind kind = NetErrorKind::Lost;
  std::string message;
  /// False only if it is certain that no byte of the request was sent: then the server cannot have acted on
  /// it.
  bool byte_left = true;
  int http_status = 0;  ///< 0 when no status line was read.
};

template <class T>
using NetResult = boost::system::result<T, NetError>;

/// Called (by ADL) if a caller takes the value of a failed NetResult, which is a bug.
[[noreturn]] void throw_exception_from_error(const NetError& error, const boost::source_location& where);

}  // namespace fwop::api
