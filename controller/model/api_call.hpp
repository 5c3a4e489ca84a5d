#pragma once

#include <chrono>
#include <string>

#include "api/clusters/verb.hpp"

namespace fwop::controller {

/// One request to the API and how it ended, as the history keeps it. Holds no key.
struct ApiCall {
  api::Verb verb = api::Verb::Get;
  int http_status = 0;  ///< 0 when no status line was read.
  std::chrono::milliseconds duration{};
  std::string request_id;  ///< Empty when the answer had none.
  std::string error;       ///< One line; empty when it succeeded.
  /// Only for a call that changes something: method and target, such as "PATCH /v1/…"; else empty.
  std::string request;
  std::string body;  ///< The body that was sent, cut to kCallBodyKept columns; empty if none.

  bool operator==(const ApiCall&) const = default;
};

/// How many columns of a body the history keeps.
inline constexpr std::size_t kCallBodyKept = 600;

}  // namespace fwop::controller
