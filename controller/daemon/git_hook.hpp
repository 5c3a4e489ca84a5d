#pragma once

#include <filesystem>

#include <boost/asio/awaitable.hpp>

#include "controller/daemon/flag_files.hpp"
#include "controller/serve/webhook.hpp"
#include "controller/sources/source_follower.hpp"

namespace fwop::controller {

/// Handles POST /hooks/git: if the request is signed with the secret in the first line of `secret_file`,
/// pulls now and returns true. Reads the file for each request, so a new secret needs no restart. Both
/// references must outlive the coroutine.
boost::asio::awaitable<bool> pull_if_genuine(FlagFiles& files, SourceFollower& source,
                                             std::filesystem::path secret_file, WebhookRequest request);

}  // namespace fwop::controller
