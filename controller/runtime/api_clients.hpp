#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "api/base/or_why_not.hpp"
#include "api/clusters/http_client.hpp"
#include "controller/runtime/keys.hpp"

namespace fwop::controller {

/// One API client for each account, made at the first use. Each has its own connection pool, so that slow
/// calls of one account do not use up another's connections. Use it on the loop's thread only. It must
/// outlive all its calls, unless the loop no longer runs.
class ApiClients {
 public:
  ApiClients(boost::asio::io_context& loop, api::HttpOptions http, Keys keys);

  /// Whether clients can be made with these options: they cannot with an unusable CA file, for example.
  static OrWhyNot<void> check(const api::HttpOptions& http);

  /// The client of this account; it lives as long as this object.
  api::ClustersApi& client_for(const std::string& account_id);

 private:
  [[nodiscard]] std::shared_ptr<api::Credentials> key_for(const std::string& account_id) const;

  boost::asio::io_context& loop_;
  api::HttpOptions http_;
  Keys keys_;
  std::map<std::string, std::unique_ptr<api::HttpClustersApi>> clients_;
};

}  // namespace fwop::controller
