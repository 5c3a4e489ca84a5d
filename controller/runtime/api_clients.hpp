#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "api/clusters/http_client.hpp"
#include "controller/runtime/keys.hpp"

namespace fwop::controller {

/// The client of each account, made when it is first asked for: a pool for each, so that one whose calls
/// stall takes no connection from another. To be used on the loop's thread; calls must end before it does, or
/// with the loop.
class ApiClients {
 public:
  ApiClients(boost::asio::io_context& loop, api::HttpOptions http, Keys keys);

  /// One line when clients cannot be made with these options (an unusable CA file); empty when they can.
  static std::string problem_with(const api::HttpOptions& http);

  api::ClustersApi& of(const std::string& account_id);

 private:
  [[nodiscard]] std::shared_ptr<api::Credentials> key_for(const std::string& account_id) const;

  boost::asio::io_context& loop_;
  api::HttpOptions http_;
  Keys keys_;
  std::map<std::string, std::unique_ptr<api::HttpClustersApi>> clients_;
};

}  // namespace fwop::controller
