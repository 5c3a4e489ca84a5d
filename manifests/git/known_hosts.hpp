#pragma once

#include <string>
#include <string_view>

namespace fwop::manifests {

/// Whether `known_hosts` (OpenSSH's file) lists that host key for that host. Empty when it does; else one
/// line that says what is wrong.
std::string check_host_key(const std::string& known_hosts, const std::string& host, int port,
                           std::string_view key);

}  // namespace fwop::manifests
