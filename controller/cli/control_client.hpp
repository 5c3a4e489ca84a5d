#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace fwop::controller::cli {

/// What a running daemon answered. A refusal has been said on stderr.
struct DaemonAnswer {
  int exit_code = 0;    ///< 0 done; 1 the daemon says no; 2 there is none, or it does not understand.
  nlohmann::json body;  ///< When done.
};

enum class DaemonVerb { Get, Post };

/// Asks at the control socket of the daemon with that --state-dir (empty: the default one). An empty name:
/// no cluster is named.
DaemonAnswer ask_daemon(const std::string& state_dir, const std::string& path, const std::string& name,
                        const nlohmann::json& body = nullptr, DaemonVerb verb = DaemonVerb::Post);

}  // namespace fwop::controller::cli
