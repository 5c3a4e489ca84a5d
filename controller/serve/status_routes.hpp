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

/// The longest body of POST /hooks/git, in bytes; enough for a push of hundreds of commits.
inline constexpr std::size_t kMaxHookBytes = std::size_t{512} * 1024;

/// The answer of a route, independent of HTTP framing.
struct StatusAnswer {
  unsigned status = 200;
  std::string_view content_type = "application/json";
  std::string body;
  std::string allow = {};  ///< The Allow header of a 405.
};

/// Pages that grow with the number of clusters or problems. LargeAnswers makes them.
enum class LargePage { Clusters, Manifests, Metrics, Operator };

/// A body that is produced and sent in chunks.
struct StreamedAnswer {
  std::string_view content_type;
  /// Returns the next chunk, which is not empty; nothing at the end. Called after the previous chunk was
  /// sent.
  std::function<boost::asio::awaitable<std::optional<std::string>>()> next;
};

/// The reply of a route.
using StatusReply = std::variant<StatusAnswer, LargePage, StreamedAnswer>;

/// A request whose head was read; the body may follow.
struct StatusRequest {
  std::vector<std::string> parameters;                       ///< The value of each {…} of the route.
  std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
  std::function<std::string(std::string_view name)> header;  ///< The value; empty without that header.
  /// Reads the body; at most `most` bytes, else the error is a 413. If the connection fails, the error has
  /// status 0: there is nobody to answer.
  std::function<boost::asio::awaitable<boost::system::result<std::string, StatusAnswer>>(std::size_t most)>
      read_body;
};

/// The handler of a route.
struct StatusRoute {
  std::function<boost::asio::awaitable<StatusReply>(StatusRequest)> handle;
  bool checks_sender = false;  ///< It authenticates the sender itself; StatusAccess is skipped.
};

/// All routes: GET of /, /metrics, /healthz, /readyz,
/// /api/v1/{clusters[/[ACCOUNT/]NAME[/history]],accounts,manifests,operator,reasons}, and POST of /hooks/git.
/// ?watch=true on a route of clusters opens a ClusterWatch in `watches`.
api::Routes<StatusRoute> status_routes(std::shared_ptr<const StatusSource> source,
                                       std::shared_ptr<ClusterWatches> watches);

/// The JSON answer to a request without a handler in `routes`: 404, or 405 when the path has other methods.
StatusAnswer no_route_answer(const api::Routes<StatusRoute>& routes,
                             const api::Routes<StatusRoute>::Found& found, std::string_view target);

/// `{"error": message}`.
StatusAnswer error_answer(unsigned status, std::string_view message);

[[noreturn]] void throw_exception_from_error(const StatusAnswer& answer, const boost::source_location& where);

}  // namespace fwop::controller
