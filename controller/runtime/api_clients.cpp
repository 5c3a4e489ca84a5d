#include "controller/runtime/api_clients.hpp"

#include <exception>
#include <utility>

namespace fwop::controller {

ApiClients::ApiClients(boost::asio::io_context& loop, api::HttpOptions http, Keys keys)
    : loop_(loop), http_(std::move(http)), keys_(std::move(keys)) {}

OrWhyNot<void> ApiClients::check(const api::HttpOptions& http) {
  try {
    boost::asio::io_context loop;
    const api::HttpClustersApi probe(loop.get_executor(), http, std::make_shared<api::FixedKey>("probe"));
  } catch (const std::exception& error) {
    return std::string(error.what());
  }
  return {};
}

std::shared_ptr<api::Credentials> ApiClients::key_for(const std::string& account_id) const {
  const auto found = keys_.of_account.find(account_id);
  if (found != keys_.of_account.end()) return found->second;
  if (keys_.others) return keys_.others;
  // Without a key no request is sent: each call fails with Unauthenticated and names the missing flag.
  return std::make_shared<api::FixedKey>("", "--api-key-file " + account_id + "=FILE");
}

api::ClustersApi& ApiClients::client_for(const std::string& account_id) {
  auto& client = clients_[account_id];
  if (!client)
    client = std::make_unique<api::HttpClustersApi>(loop_.get_executor(), http_, key_for(account_id));
  return *client;
}

}  // namespace fwop::controller
