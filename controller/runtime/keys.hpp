#pragma once

#include <map>
#include <memory>
#include <string>

#include "api/clusters/credentials.hpp"

namespace fwop::controller {

/// The API keys: one for each account that has its own, and one for all other accounts.
struct Keys {
  std::shared_ptr<api::Credentials> others;  ///< Null when only the accounts in `of_account` have a key.
  std::map<std::string, std::shared_ptr<api::Credentials>> of_account;
};

}  // namespace fwop::controller
