#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>

#include "api/net/routes.hpp"
#include "controller/serve/status_source.hpp"

namespace fwop::controller {

class ClusterWatches;

/// Longest body of POST /hooks/git: a push of hundreds of commits.
inline constexpr std::size_t kMaxHookBytes = std::size_t{512} * 1024;

/// What a route answers, apart from the wire.
struct StatusAnswer {
  unsigned status = 200;
  std::string_view content_type = "application/json";
  std::string body;
  std::string allow = {};  ///< Of a 405: the methods that the path has.
};

/// Pages that grow with the fleet or with what is wrong in it: LargeAnswers makes them.
enum class LargePage { Clusters, Manifests, Metrics, Operator };

/// A body that is sent while it comes about, in chunks.
struct StreamedAnswer {
  std::string_view content_type;
  /// The next chunk, which is not empty; nothing at the end. It is asked for once the last one was sent.
  std::function<boost::asio::awaitable<std::optional<std::string>>()> next;
};

/// What a request is answered with.
using StatusReply = std::variant<StatusAnswer, LargePage, StreamedAnswer>;

/// A request whose head was read.
struct StatusRequest {
  std::vector<std::string> parameters;                       ///< What stood for each {…} of the route.
  std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
  std::function<std::string(std::string_view name)> header;  ///< Empty when it has none of that name.
  /// Reads the body, of at most so many bytes. The error is what to answer; an empty one, with status 0, when
  /// the connection failed and there is nobody to answer.
  std::function<boost::asio::awaitable<boost::system::result<std::string, StatusAnswer>>(std::size_t most)>
      read_body;
};

/// One thing that the status server answers.
struct StatusRoute {
  std::function<boost::asio::awaitable<StatusReply>(StatusRequest)> handle;
  bool checks_sender = false;  ///< It tells by itself who may ask: no token is needed.
};

/// All that it answers: GET of /, /metrics, /healthz, /readyz,
/// /api/v1/{clusters[/[ACCOUNT/]NAME[/history]],accounts,manifests,operator,reasons}, and POST of /hooks/git.
/// With ?watch=true, clusters are told of as they change (ClusterWatch), for as long as `watches` lives.
api::Routes<StatusRoute> status_routes(std::shared_ptr<const StatusSource> source,
                                       std::shared_ptr<ClusterWatches> watches);

/// Of a request for which `routes` has no handler: 404, or 405 when the path has other methods; in JSON.
StatusAnswer no_route_answer(const api::Routes<StatusRoute>& routes,
                             const api::Routes<StatusRoute>::Found& found, std::string_view target);

/// `{"error": message}`.
StatusAnswer error_answer(unsigned status, std::string_view message);

[[noreturn]] void throw_exception_from_error(const StatusAnswer& answer, const boost::source_location& where);

}  // namespace fwop::controller
