#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

namespace fwop::controller::cli {

// Options and helpers of the commands that a running daemon executes.

/// Options of a command about one cluster.
struct ClusterCommandOptions {
  std::string name;
  std::string state_dir;
};

struct ReconcileOptions {
  std::string name;  ///< Empty for all.
  bool all = false;  ///< `--all` was given.
  std::string state_dir;
};

struct BrakeOptions {
  std::string output = "table";
  std::string state_dir;
};

struct ReleaseOptions {
  std::string name;  ///< Empty for all.
  bool all = false;  ///< `--all` was given.
  bool include_deletes = false;
  bool dry_run = false;
  std::string state_dir;
};

struct SuspendOptions {
  std::string name;
  std::string reason;
  std::string owner;  ///< Empty: the user who sends the command.
  std::string until;  ///< RFC 3339.
  std::optional<std::chrono::milliseconds> lasting;
  std::string state_dir;
};

struct ImportOptions {
  std::string name;
  bool dry_run = false;
  std::string state_dir;
};

/// Adds NAME as a required argument.
void add_required_cluster(CLI::App* app, std::string& name);

/// Posts `body` for the cluster `name` to `path` of the daemon's control socket, and prints the answer.
/// Returns the exit code; 2 for an empty name.
int post_to_daemon(const std::string& state_dir, const std::string& path, const std::string& name,
                   const nlohmann::json& body = nlohmann::json::object());

}  // namespace fwop::controller::cli
