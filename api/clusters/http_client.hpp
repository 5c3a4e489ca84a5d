#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "api/clusters/clusters_api.hpp"
#include "api/clusters/credentials.hpp"
#include "api/net/endpoint.hpp"
#include "api/net/proxy.hpp"

namespace fwop::api {

struct HttpOptions {
  Endpoint endpoint;
  std::optional<Proxy> proxy = std::nullopt;  ///< The proxy for all connections.
  std::string ca_file = {};  ///< PEM with authorities to trust besides the system's; empty for none.
  std::string user_agent = "fireworks-operator";
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(5);  ///< Name lookup and TLS included.
  std::size_t max_connections = 8;
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(60);
  std::size_t max_body = 16 * 1024 * 1024;  ///< Bytes of one answer.
  /// Called on the client's executor; must not throw. May be empty.
  RequestObserver observer;
};

/// The clusters API over HTTP/1.1 with pooled keep-alive connections.
///
/// Everything runs on `executor`, which must never run two handlers at once (an io_context with one thread,
/// or a strand), and calls must be awaited on it. Calls under way must end before the client, or with its
/// executor.
///
/// After a 401 it reads the credentials again. It sends the request once more only if the key has changed;
/// this is safe, because a 401 means that nothing was carried out. No error and no RequestInfo holds the key,
/// even if the server echoes it.
class HttpClustersApi : public ClustersApi {
 public:
  /// Throws std::runtime_error if TLS cannot be set up (an unusable CA file), and std::invalid_argument if
  /// the user agent is not printable ASCII.
  HttpClustersApi(boost::asio::any_io_executor executor, HttpOptions options,
                  std::shared_ptr<Credentials> credentials);
  ~HttpClustersApi() override;
  HttpClustersApi(const HttpClustersApi&) = delete;
  HttpClustersApi& operator=(const HttpClustersApi&) = delete;

  boost::asio::awaitable<Result<Cluster>> create(ClusterKey key, ClusterSpec spec,
                                                 std::chrono::milliseconds timeout) override;
  boost::asio::awaitable<Result<Cluster>> get(ClusterKey key, std::chrono::milliseconds timeout) override;
  boost::asio::awaitable<Result<ClusterPage>> list_page(std::string account_id, std::string page_token,
                                                        std::chrono::milliseconds timeout) override;
  boost::asio::awaitable<Result<Cluster>> update(ClusterKey key, ClusterSpec spec,
                                                 std::vector<std::string> mask,
                                                 std::chrono::milliseconds timeout) override;
  boost::asio::awaitable<Result<void>> remove(ClusterKey key, std::chrono::milliseconds timeout) override;

 private:
  class Caller;
  std::unique_ptr<Caller> caller_;
};

}  // namespace fwop::api
