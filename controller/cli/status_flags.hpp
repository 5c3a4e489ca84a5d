#pragma once

#include <string>

#include "api/net/tls.hpp"

namespace fwop::controller::cli {

/// How a command reaches the status server of a running daemon.
struct StatusFlags {
  std::string address = "127.0.0.1:8080";
  std::string token_file;  ///< Empty: FIREWORKS_STATUS_TOKEN, or no token.
  std::string ca_file;     ///< PEM file of CAs to trust besides the system's; may be empty.
  api::Identity identity;  ///< Client certificate and key; may be empty.
};

}  // namespace fwop::controller::cli
