#pragma once

#include <string>
#include <utility>

#include <boost/system/result.hpp>

#include "api/clusters/error.hpp"

namespace fwop::api::standin {

/// The error that the stand-in answers instead of doing what was asked.
struct Refusal {
  int http_status = 500;
  RpcCode code = RpcCode::Unknown;
  std::string message;

  bool operator==(const Refusal&) const = default;
};

template <class T>
using Answer = boost::system::result<T, Refusal>;

inline Refusal invalid(std::string message) {
  return {.http_status = 400, .code = RpcCode::InvalidArgument, .message = std::move(message)};
}
inline Refusal precondition(std::string message) {
  return {.http_status = 400, .code = RpcCode::FailedPrecondition, .message = std::move(message)};
}
inline Refusal not_found(std::string message) {
  return {.http_status = 404, .code = RpcCode::NotFound, .message = std::move(message)};
}

}  // namespace fwop::api::standin
