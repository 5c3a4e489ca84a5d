#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace fwop::controller::cli {

struct StandinCommandOptions {
  std::uint16_t port = 8900;
  std::string api_key;
  std::chrono::milliseconds provisioning = std::chrono::seconds(2);
  std::optional<std::chrono::milliseconds> deletion;
  std::string faults;
  std::string account;
  bool tls = false;
};

}  // namespace fwop::controller::cli
