#include "controller/daemon/call_history.hpp"

#include <chrono>

#include "api/base/text_width.hpp"
#include "controller/journal/limits.hpp"

namespace fwop::controller {

std::optional<Event> event_of_call(const api::RequestInfo& request) {
  // For a GET, 404 is an answer and not a failure: the cluster does not exist.
  const bool absent = request.verb == api::Verb::Get && request.http_status == 404;
  const bool failed = !request.error.empty() && !absent;
  if (request.cluster_id.empty() || (!failed && !absent && !is_mutating(request.verb))) return std::nullopt;
  Event event;
  event.key = {request.account_id, request.cluster_id};
  event.time = std::chrono::system_clock::now();
  event.type = failed ? EventType::Warning : EventType::Normal;
  event.reason = Reason::ApiCall;
  event.call = ApiCall{.verb = request.verb,
                       .http_status = request.http_status,
                       .duration = std::chrono::round<std::chrono::milliseconds>(request.duration),
                       .request_id = request.request_id,
                       .error = request.error,
                       .request = request.request_line,
                       .body = fit(request.body, kCallBodyKept)};
  return event;
}

}  // namespace fwop::controller
