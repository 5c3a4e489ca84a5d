#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include "api/net/net_error.hpp"

namespace fwop::api {

/// google.rpc.Code by number, as error bodies carry it (contract, section 2).
enum class RpcCode : int {
  Ok = 0,
  Cancelled = 1,
  Unknown = 2,
  InvalidArgument = 3,
  DeadlineExceeded = 4,
  NotFound = 5,
  AlreadyExists = 6,
  PermissionDenied = 7,
  ResourceExhausted = 8,
  FailedPrecondition = 9,
  Aborted = 10,
  OutOfRange = 11,
  Unimplemented = 12,
  Internal = 13,
  Unavailable = 14,
  DataLoss = 15,
  Unauthenticated = 16,
};

/// "NOT_FOUND" for NotFound, and so on.
std::string_view rpc_code_name(RpcCode code);
/// The code of that upper-case name, or nothing.
std::optional<RpcCode> rpc_code_from_name(std::string_view name);
/// The code of that number, or nothing when it is outside 0..16.
std::optional<RpcCode> rpc_code_from_number(int number);

/// Why a call failed. Callers decide by it (contract, section 4.2).
enum class ErrorKind : std::uint8_t {
  Unreachable,       ///< DNS, connect or TLS failed: the request was not sent.
  Lost,              ///< Sent, but no complete, readable answer: timeout, reset, cut or invalid body.
  Unavailable,       ///< 408, 499 or 5xx other than 501.
  Throttled,         ///< 429.
  Unauthenticated,   ///< 401.
  PermissionDenied,  ///< 402, 403, 412: this account may not.
  NotFound,          ///< 404.
  AlreadyExists,     ///< 409 with ALREADY_EXISTS or without a code.
  Aborted,           ///< 409 with ABORTED: worth another try.
  Precondition,      ///< 400 with FAILED_PRECONDITION.
  Invalid,           ///< 400, 413, 422 and every other 4xx: the request itself is refused.
  Unsupported,       ///< 405, 501 or a redirect: this server does not offer the operation.
  Cancelled,         ///< Cancelled by us before an answer came.
};

/// "Unreachable", "Lost", and so on: for logs and metrics.
std::string_view error_kind_name(ErrorKind kind);

/// A call that did not succeed, as a value. `message` is never empty and never holds the key.
struct Error {
  ErrorKind kind = ErrorKind::Lost;
  int http_status = 0;  ///< 0 when no status line was read.
  std::optional<RpcCode> code;
  std::string message;
  /// The server's own hint, at most 60 s (contract, U16).
  std::optional<std::chrono::milliseconds> retry_after;
  std::string request_id;  ///< From the answer's x-request-id, or empty.
  std::optional<std::chrono::system_clock::time_point>
      date;  ///< The answer's Date header; the server's clock.

  bool operator==(const Error&) const = default;
};

/// True if the request may have been carried out although we received no success: only a read can show that.
bool is_ambiguous(const Error& error);

/// Converts a network error to the error of a call.
Error error_from_network(NetError error);

/// One line for people: "HTTP 429 RESOURCE_EXHAUSTED: slow down (retry after 2 s)".
std::string to_string(const Error& error);

template <class T>
using Result = boost::system::result<T, Error>;

/// Called (by ADL) if a caller takes the value of a failed Result, which is a bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

}  // namespace fwop::api
