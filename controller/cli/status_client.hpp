#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <nlohmann/json.hpp>

#include "controller/cli/status_flags.hpp"

namespace fwop::controller::cli {

/// What a running daemon's status API answered.
struct StatusReply {
  int status = 0;
  nlohmann::json body;
};

inline constexpr std::chrono::milliseconds kAskTimeout = std::chrono::seconds(10);

/// GET of a path on the daemon, answered within `timeout`. The error is one line that says what to do: nobody
/// answers there, somebody else does, or the daemon does not let us read.
boost::system::result<StatusReply, std::string> ask_status(const StatusFlags& daemon, const std::string& path,
                                                           std::chrono::milliseconds timeout = kAskTimeout);
/// The same for a loop that does something else meanwhile, such as waiting for a signal.
boost::asio::awaitable<boost::system::result<StatusReply, std::string>> ask_status_on_loop(
    StatusFlags daemon, std::string path, std::chrono::milliseconds timeout = kAskTimeout);

/// GET of a path with ?watch=true: calls `told` with each line (ClusterWatch), until the daemon ends it. Then
/// it returns nothing; or one line that says what to do, when it could not begin or broke off.
boost::asio::awaitable<std::optional<std::string>> watch_status(StatusFlags daemon, std::string path,
                                                                std::function<void(nlohmann::json)> told);

/// A cluster's name (or ACCOUNT/NAME) as part of a path.
std::string path_of_name(const std::string& name);

}  // namespace fwop::controller::cli
