#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace fwop::manifests {

/// Whether `known_hosts` (OpenSSH's file) lists that host key for that host. Empty when it does; else one
/// line that says what is wrong.
std::string check_host_key(const std::string& known_hosts, const std::string& host, int port,
                           std::string_view key);

/// Lines of known_hosts, each without what ends it.
using HostKeyLines = std::vector<std::string>;

/// What `known_hosts` lists for that host, the lines of one type of key together and the better types first;
/// or one line that says why it cannot be read.
boost::system::result<std::vector<HostKeyLines>, std::string> host_keys_of(const std::string& known_hosts,
                                                                           const std::string& host, int port);

/// Makes `folder`/.ssh/known_hosts of these lines. False when it cannot be written.
bool write_known_hosts(const std::filesystem::path& folder, const HostKeyLines& lines);

}  // namespace fwop::manifests
