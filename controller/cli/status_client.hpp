#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include "api/base/or_why_not.hpp"
#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

/// An answer of a daemon's status API.
struct StatusReply {
  int status = 0;
  nlohmann::json body;
};

inline constexpr std::chrono::milliseconds kAskTimeout = std::chrono::seconds(10);

/// Sends a GET of `path` to the daemon and blocks for at most `timeout`. The error is one line that says what
/// to do: no daemon answers, something else answers, or the daemon does not let us read.
OrWhyNot<StatusReply> ask_status(const StatusFlags& daemon, const std::string& path,
                                 std::chrono::milliseconds timeout = kAskTimeout);
/// The same as a coroutine, for a loop that also does other work, such as waiting for a signal.
boost::asio::awaitable<OrWhyNot<StatusReply>> ask_status_on_loop(
    StatusFlags daemon, std::string path, std::chrono::milliseconds timeout = kAskTimeout);

/// Sends a GET of `path`, which has ?watch=true, and calls `told` with each line (ClusterWatch). A value when
/// the daemon ends the watch; an error when the watch fails.
boost::asio::awaitable<OrWhyNot<void>> watch_status(StatusFlags daemon, std::string path,
                                                    std::function<void(nlohmann::json)> told);

/// Percent-encodes a cluster's name (or ACCOUNT/NAME) for a path.
std::string path_of_name(const std::string& name);

}  // namespace fwop::controller::cli
