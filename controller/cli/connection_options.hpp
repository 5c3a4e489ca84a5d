#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "api/base/or_why_not.hpp"
#include "api/clusters/credentials.hpp"
#include "api/clusters/http_client.hpp"
#include "api/standin/faults.hpp"
#include "controller/cli/run_options.hpp"
#include "controller/runtime/keys.hpp"
#include "controller/serve/status_access.hpp"

namespace fwop::controller::cli {

/// The API keys from --api-key-file and FIREWORKS_API_KEY; without both, from ~/.fireworks/auth.ini. Also
/// makes the logger hide them. The error is one line that says what to do.
OrWhyNot<Keys> keys_of(const RunOptions& options);

/// The account id from --account-id or FIREWORKS_ACCOUNT_ID, else from ~/.fireworks/auth.ini (not with
/// --standin); empty when none of them has one. The error is one line.
OrWhyNot<std::string> account_of(const RunOptions& options);

/// Who may read the status. Also makes the logger hide the token. The error is one line.
OrWhyNot<StatusAccessOptions> status_access_of(const RunOptions& options);

/// The HTTP options for the API at `api_url`. The error is one line.
OrWhyNot<api::HttpOptions> http_options_of(const RunOptions& options, const std::string& api_url);

/// Checks that exactly one of PATH and --git is given, and that its files can be read. Does not contact the
/// repository. The error is one line that says what to do.
OrWhyNot<void> check_source(const RunOptions& options);

/// The login name of the file's owner; "uid 1000" for one without a name, "somebody" when stat fails.
std::string owner_of(const std::filesystem::path& path);

/// Reads a fault script; an empty script for an empty path. The error is one line.
OrWhyNot<api::standin::FaultScript> read_faults(const std::string& path);

/// Prints `why` as one line on stderr. Returns 2, the exit code of a command that could not start.
int refuse(const std::string& why);

}  // namespace fwop::controller::cli
