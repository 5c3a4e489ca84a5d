#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <boost/system/result.hpp>

#include "api/clusters/credentials.hpp"
#include "api/clusters/http_client.hpp"
#include "api/standin/faults.hpp"
#include "controller/cli/run_options.hpp"
#include "controller/runtime/keys.hpp"
#include "controller/serve/status_access.hpp"

namespace fwop::controller::cli {

/// The keys of --api-key-file and FIREWORKS_API_KEY; when there is neither, of ~/.fireworks/auth.ini. The
/// error is one line that says what to do.
boost::system::result<Keys, std::string> keys_of(const RunOptions& options);

/// Of --account-id and FIREWORKS_ACCOUNT_ID, else of ~/.fireworks/auth.ini; empty when none says. The error
/// is one line.
boost::system::result<std::string, std::string> account_of(const RunOptions& options);

/// Who may read the status. The error is one line.
boost::system::result<StatusAccessOptions, std::string> status_access_of(const RunOptions& options);

/// How the API at `api_url` is spoken to; the error is one line.
boost::system::result<api::HttpOptions, std::string> http_options_of(const RunOptions& options,
                                                                     const std::string& api_url);

/// Manifests are to come from one place, and it is one that can be read, or a repository that can be asked;
/// else one line that says what to do.
boost::system::result<void, std::string> check_source(const RunOptions& options);

/// The user whose file that is; "uid 1000" for one without a name, "somebody" when it cannot be told.
std::string owner_of(const std::filesystem::path& path);

/// A fault script; none for an empty path.
boost::system::result<api::standin::FaultScript, std::string> read_faults(const std::string& path);

/// One line on stderr; returns 2, the exit code of what could not be started.
int refuse(const std::string& why);

}  // namespace fwop::controller::cli
