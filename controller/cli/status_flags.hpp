#pragma once

#include <string>

#include "api/net/tls.hpp"

namespace fwop::controller::cli {

/// The running daemon whose status a command shows.
struct StatusFlags {
  std::string address = "127.0.0.1:8080";
  std::string token_file;  ///< Empty: the token is in FIREWORKS_STATUS_TOKEN, or there is none.
  std::string ca_file;     ///< Whom to trust beside the system's authorities; empty for nobody.
  api::Identity identity;  ///< Shown to the daemon; empty for none.
};

}  // namespace fwop::controller::cli
