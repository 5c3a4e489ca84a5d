#pragma once

#include <filesystem>

#include <boost/asio/awaitable.hpp>

#include "controller/daemon/flag_files.hpp"
#include "controller/serve/webhook.hpp"
#include "controller/sources/source_follower.hpp"

namespace fwop::controller {

/// POST /hooks/git: pulls at once when the hook is signed with the secret in `secret_file`, which is read
/// each time, so that a new secret needs no restart. Completes with whether it was. Both references outlive
/// the coroutine.
boost::asio::awaitable<bool> pull_if_genuine(FlagFiles& files, SourceFollower& source,
                                             std::filesystem::path secret_file, WebhookRequest request);

}  // namespace fwop::controller
