#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include "api/clusters/http_client.hpp"
#include "api/clusters/http_request.hpp"
#include "api/net/connection_pool.hpp"
#include "api/net/http_exchange.hpp"

namespace fwop::api {

/// Sends one request and returns its answer. Handles credentials, the pool, resending where that is certainly
/// safe, and the observer. Knows nothing about clusters.
class HttpClustersApi::Caller {
 public:
  Caller(boost::asio::any_io_executor executor, HttpOptions options,
         std::shared_ptr<Credentials> credentials);
  ~Caller();
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  /// Returns a 2xx answer, or the error. Does not throw if the caller is cancelled.
  boost::asio::awaitable<Result<HttpAnswer>> call(HttpRequest request, std::chrono::milliseconds timeout);

 private:
  using Answer = boost::asio::awaitable<Result<HttpAnswer>>;

  Answer call_until(const HttpRequest& request, SteadyTime deadline);
  Answer observed(const HttpRequest& request, const std::string& key, SteadyTime deadline);
  boost::asio::awaitable<Exchange> send(const HttpRequest& request, const std::string& key,
                                        SteadyTime deadline);
  boost::asio::awaitable<Exchange> send_fresh(const HttpRequest& request, const std::string& key,
                                              SteadyTime deadline);
  boost::asio::awaitable<Exchange> send_on(std::shared_ptr<Connection> connection, const HttpRequest& request,
                                           const std::string& key, SteadyTime deadline);
  void report(const HttpRequest& request, const Exchange& exchange, const Result<HttpAnswer>& answer,
              SteadyTime started, const std::string& key) const;

  boost::asio::any_io_executor executor_;
  HttpOptions options_;
  std::shared_ptr<Credentials> credentials_;
  RequestHead head_;
  std::string host_;
  std::optional<boost::asio::ssl::context> tls_;
  std::shared_ptr<ConnectionPool> pool_;
};

}  // namespace fwop::api
