#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "controller/serve/status_source.hpp"

namespace fwop::controller {

/// What a route answers, apart from the wire.
struct StatusAnswer {
  unsigned status = 200;
  std::string_view content_type = "application/json";
  std::string body;
};

/// Pages that grow with the fleet or with what is wrong in it: LargeAnswers makes them.
enum class LargePage { Clusters, Manifests, Metrics, Operator };

/// What a request is answered with: this, or that page.
using StatusRoute = std::variant<StatusAnswer, LargePage>;

/// Answers a GET (HEAD is the same without the body) of `target`, a path with an optional query:
/// /, /metrics, /healthz, /readyz, /api/v1/{clusters[/[ACCOUNT/]NAME],accounts,manifests,operator,reasons}.
/// Every other method is 405 and every other target 404, both in JSON. No I/O.
StatusRoute status_route(const StatusSource& source, std::string_view method, std::string_view target);

/// The name in /api/v1/clusters/[ACCOUNT/]NAME/history; empty for any other target.
std::string history_name(std::string_view target);
/// What that answers: the events, newest first, or 404 with the reason.
StatusAnswer history_answer(const boost::system::result<std::vector<Event>, std::string>& events);

/// `{"error": message}`.
StatusAnswer error_answer(unsigned status, std::string_view message);

}  // namespace fwop::controller
