#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "operator_process.hpp"

namespace fwop::e2e {

/// Debian's tinyproxy on loopback: lets tunnels to one port through, for me:secret.
class TinyProxy {
 public:
  TinyProxy(std::filesystem::path directory, const std::string& allowed_port);
  [[nodiscard]] std::string port() const { return std::to_string(port_); }
  [[nodiscard]] std::string url() const { return "http://me:secret@127.0.0.1:" + port(); }
  /// What it wrote of the tunnels that it was asked for.
  [[nodiscard]] std::string log() const { return read_text(directory_ / "log"); }

 private:
  std::filesystem::path directory_;
  std::uint16_t port_;
  std::optional<Process> process_;
};

}  // namespace fwop::e2e
