#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "api/clusters/error.hpp"
#include "api/clusters/types.hpp"
#include "api/clusters/verb.hpp"

namespace fwop::api {

/// The cost and result of one HTTP exchange. Reported once for each exchange, however it ends.
struct RequestInfo {
  Verb verb = Verb::Get;
  std::string account_id;
  std::string cluster_id;  ///< Empty for List.
  std::string host;        ///< host:port of the server.
  // Set for a request that changes something; else empty. Neither holds the key.
  std::string request_line;  ///< Its method and target, such as "PATCH /v1/…".
  std::string body;
  int http_status = 0;     ///< 0 when no status line was read.
  std::string request_id;  ///< From the answer's x-request-id, or empty.
  std::chrono::nanoseconds duration{};
  std::size_t bytes_sent = 0;
  std::size_t bytes_received = 0;
  std::string error;  ///< One line, as to_string(Error) gives it; empty when it succeeded. Holds no key.
};
using RequestObserver = std::function<void(const RequestInfo&)>;

/// The clusters API (contract, section 1). It does not retry: each call makes at most one request that
/// reaches the server, except in two cases that do no harm. First, if the server had closed a kept-alive
/// connection, the request is sent again on a fresh one, provided that no byte of it was sent, or that it is
/// a read without a byte of an answer. Second, after a 401, if the key has changed meanwhile, it is sent
/// again with the new key. Every failure is a value; is_ambiguous() is true for those after which only a read
/// can say what happened.
///
/// Calls run on the executor of the coroutine that awaits them and may be cancelled by terminal cancellation:
/// then the answer is ErrorKind::Cancelled. Arguments are taken by value, because a coroutine outlives its
/// caller's statement. Pass named values, because g++ 12 destroys a braced temporary in a co_await expression
/// twice. `timeout` limits the whole exchange, including the wait for a pooled connection.
class ClustersApi {
 public:
  virtual ~ClustersApi() = default;

  virtual boost::asio::awaitable<Result<Cluster>> create(ClusterKey key, ClusterSpec spec,
                                                         std::chrono::milliseconds timeout) = 0;
  virtual boost::asio::awaitable<Result<Cluster>> get(ClusterKey key, std::chrono::milliseconds timeout) = 0;
  /// One page, of kMaxPageSize; an empty token asks for the first.
  virtual boost::asio::awaitable<Result<ClusterPage>> list_page(std::string account_id,
                                                                std::string page_token,
                                                                std::chrono::milliseconds timeout) = 0;
  /// Sends the whole of `spec`; `mask` names what changed, in snake_case (contract, U1).
  virtual boost::asio::awaitable<Result<Cluster>> update(ClusterKey key, ClusterSpec spec,
                                                         std::vector<std::string> mask,
                                                         std::chrono::milliseconds timeout) = 0;
  virtual boost::asio::awaitable<Result<void>> remove(ClusterKey key, std::chrono::milliseconds timeout) = 0;
};

/// Reads every page of the account's clusters, each within `timeout`. A repeated token or more than 10,000
/// pages is an error of kind Lost, so that a short list never passes for a whole one.
boost::asio::awaitable<Result<std::vector<Cluster>>> list_all(ClustersApi& api, std::string account_id,
                                                              std::chrono::milliseconds timeout);

}  // namespace fwop::api
