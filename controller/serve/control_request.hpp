#pragma once

#include <array>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>
#include <sys/types.h>

#include "controller/model/command.hpp"

namespace fwop::controller {

/// The body of a command for one cluster, JSON, is at most so long.
inline constexpr std::size_t kMaxControlBody = 16 * 1024;

/// POST to one of these paths is a command for one cluster.
inline constexpr std::array<std::string_view, 4> kCommandPaths = {"/v1/suspend", "/v1/resume", "/v1/abandon",
                                                                  "/v1/import"};

/// The command that was sent to `path`; `peer` is who sent it. Bodies, every field optional, none else
/// allowed, and no body is an empty one:
///   /v1/suspend  {"reason": TEXT, "owner": TEXT, "until": RFC 3339}; the owner is the peer when not given
///   /v1/resume   {}
///   /v1/abandon  {}
///   /v1/import   {"dryRun": BOOLEAN}
/// The error is one line.
boost::system::result<Command, std::string> command_of(std::string_view path, std::string_view body,
                                                       const std::string& peer);

/// What POST /v1/brake/release asks for, with `peer` as who asks:
///   {"includeDeletes": BOOLEAN, "dryRun": BOOLEAN}; both optional, none else allowed, no body is an empty
///   one
/// The cluster is not in the body. The error is one line.
boost::system::result<ReleaseCommand, std::string> release_of(std::string_view body, const std::string& peer);

/// The name of that user; "uid 1000" for one without a name.
std::string user_name(uid_t user);

/// The name of the user at the other end of a connected Unix socket; "uid 1000" for one without a name,
/// "somebody" where the system does not tell.
std::string peer_user(int socket);

}  // namespace fwop::controller
