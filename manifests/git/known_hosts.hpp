#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "api/base/or_why_not.hpp"

namespace fwop::manifests {

/// Checks that `known_hosts` (OpenSSH's file) lists that host key for that host. Returns an empty string, or
/// one line that says what is wrong.
std::string check_host_key(const std::string& known_hosts, const std::string& host, int port,
                           std::string_view key);

/// Lines of known_hosts, each without its newline.
using HostKeyLines = std::vector<std::string>;

/// The lines of `known_hosts` for that host, grouped by type of key, better types first; or one line that
/// says why it cannot be read.
OrWhyNot<std::vector<HostKeyLines>> host_keys_of(const std::string& known_hosts, const std::string& host,
                                                 int port);

/// Writes these lines to `folder`/.ssh/known_hosts. False if it cannot be written.
bool write_known_hosts(const std::filesystem::path& folder, const HostKeyLines& lines);

}  // namespace fwop::manifests
