#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace fwop::controller::cli {

/// The answer of a running daemon. An error has been printed on stderr.
struct DaemonAnswer {
  int exit_code = 0;    ///< 0: done; 1: the daemon refuses; 2: no daemon answers, or a bad request.
  nlohmann::json body;  ///< Only when exit_code is 0.
};

enum class DaemonVerb { Get, Post };

/// Sends a request to the control socket in `state_dir` (empty: the default one) and blocks, for at most a
/// minute. An empty `name` names no cluster.
DaemonAnswer ask_daemon(const std::string& state_dir, const std::string& path, const std::string& name,
                        const nlohmann::json& body = nullptr, DaemonVerb verb = DaemonVerb::Post);

}  // namespace fwop::controller::cli
