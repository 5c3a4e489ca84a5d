#pragma once

#include <map>
#include <memory>
#include <string>

#include "api/clusters/credentials.hpp"

namespace fwop::controller {

/// The API keys of all accounts: one for each that has its own, and one for the others.
struct Keys {
  std::shared_ptr<api::Credentials> others;  ///< Null when only the accounts named have a key.
  std::map<std::string, std::shared_ptr<api::Credentials>> of_account;
};

}  // namespace fwop::controller
