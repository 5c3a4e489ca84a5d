#include "api/clusters/error.hpp"

#include <array>
#include <stdexcept>

namespace fwop::api {
namespace {

// In the order of the numbers; the status enum of a Cluster lists them in another order.
constexpr std::array<std::string_view, 17> kRpcNames = {
    "OK",        "CANCELLED",       "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS",  "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",    "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED",
};

std::string seconds_text(std::chrono::milliseconds duration) {
  const auto ms = duration.count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

}  // namespace

std::string_view rpc_code_name(RpcCode code) { return kRpcNames.at(static_cast<std::size_t>(code)); }

std::optional<RpcCode> rpc_code_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kRpcNames.size(); ++i) {
    if (kRpcNames[i] == name) return static_cast<RpcCode>(i);
  }
  return std::nullopt;
}

std::optional<RpcCode> rpc_code_from_number(int number) {
  if (number < 0 || number >= static_cast<int>(kRpcNames.size())) return std::nullopt;
  return static_cast<RpcCode>(number);
}

std::string_view error_kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Unreachable: return "Unreachable";
    case ErrorKind::Lost: return "Lost";
    case ErrorKind::Unavailable: return "Unavailable";
    case ErrorKind::Throttled: return "Throttled";
    case ErrorKind::Unauthenticated: return "Unauthenticated";
    case ErrorKind::PermissionDenied: return "PermissionDenied";
    case ErrorKind::NotFound: return "NotFound";
    case ErrorKind::AlreadyExists: return "AlreadyExists";
    case ErrorKind::Aborted: return "Aborted";
    case ErrorKind::Precondition: return "Precondition";
    case ErrorKind::Invalid: return "Invalid";
    case ErrorKind::Unsupported: return "Unsupported";
    case ErrorKind::Cancelled: return "Cancelled";
  }
  return "?";
}

Error error_from_network(NetError error) {
  const auto kind = [&] {
    switch (error.kind) {
      case NetErrorKind::Invalid: return ErrorKind::Invalid;
      case NetErrorKind::Unreachable: return ErrorKind::Unreachable;
      case NetErrorKind::Lost: return ErrorKind::Lost;
      case NetErrorKind::Cancelled: return ErrorKind::Cancelled;
    }
    return ErrorKind::Lost;
  }();
  return {.kind = kind, .http_status = error.http_status, .message = std::move(error.message)};
}

bool is_ambiguous(const Error& error) {
  switch (error.kind) {
    case ErrorKind::Lost:
    case ErrorKind::Unavailable:
    case ErrorKind::Cancelled: return true;
    case ErrorKind::Unreachable:
    case ErrorKind::Throttled:
    case ErrorKind::Unauthenticated:
    case ErrorKind::PermissionDenied:
    case ErrorKind::NotFound:
    case ErrorKind::AlreadyExists:
    case ErrorKind::Aborted:
    case ErrorKind::Precondition:
    case ErrorKind::Invalid:
    case ErrorKind::Unsupported: return false;
  }
  return true;
}

std::string to_string(const Error& error) {
  std::string text;
  if (error.http_status != 0) text += "HTTP " + std::to_string(error.http_status) + " ";
  if (error.code)
    text += std::string(rpc_code_name(*error.code));
  else if (error.http_status == 0)
    text += std::string(error_kind_name(error.kind));
  if (!text.empty() && text.back() == ' ') text.pop_back();
  text += ": " + error.message;
  if (error.retry_after) text += " (retry after " + seconds_text(*error.retry_after) + ")";
  return text;
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error("value taken from a failed result: " + to_string(error));
}

}  // namespace fwop::api
