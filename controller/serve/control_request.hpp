#pragma once

#include <array>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "api/base/or_why_not.hpp"
#include "controller/model/command.hpp"

namespace fwop::controller {

/// The longest body of a request to the control socket, in bytes.
inline constexpr std::size_t kMaxControlBody = 16 * 1024;

/// A POST to one of these paths is a command for one cluster.
inline constexpr std::array<std::string_view, 4> kCommandPaths = {"/v1/suspend", "/v1/resume", "/v1/abandon",
                                                                  "/v1/import"};

/// Parses the body of a command sent to `path`; `peer` is the name of the sender. The JSON bodies (all fields
/// are optional, unknown fields are errors, an empty body is {}):
///   /v1/suspend  {"reason": TEXT, "owner": TEXT, "until": RFC 3339}; the owner is the peer when not given
///   /v1/resume   {}
///   /v1/abandon  {}
///   /v1/import   {"dryRun": BOOLEAN}
/// The error is one line.
OrWhyNot<Command> command_of(std::string_view path, std::string_view body, const std::string& peer);

/// Parses the body of POST /v1/brake/release; `peer` is the name of the sender:
///   {"includeDeletes": BOOLEAN, "dryRun": BOOLEAN}
/// Both fields are optional, unknown fields are errors, an empty body is {}. The cluster is not in the body:
/// the result has no key. The error is one line.
OrWhyNot<ReleaseCommand> release_of(std::string_view body, const std::string& peer);

/// The login name of the user; "uid 1000" for one without a name.
std::string user_name(uid_t user);

/// The login name of the user at the other end of a connected Unix socket; "uid 1000" for one without a name,
/// "somebody" when the system does not say.
std::string peer_user(int socket);

}  // namespace fwop::controller
