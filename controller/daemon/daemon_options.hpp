#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/clusters/http_client.hpp"
#include "controller/engine/engine_options.hpp"
#include "controller/journal/open_journal.hpp"
#include "controller/runtime/keys.hpp"
#include "controller/serve/status_access.hpp"
#include "controller/sources/git_follower.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::controller {

/// What the daemon is made from, checked already.
struct DaemonOptions {
  EngineOptions engine;
  std::vector<std::filesystem::path> paths;  ///< Unless `git` is where the manifests are.
  std::optional<GitOptions> git;
  manifests::SnapshotBuilder::Options source;
  api::HttpOptions http;  ///< Its observer is set by the daemon.
  Keys keys;
  std::string status_address;
  StatusAccessOptions status_access;
  /// Where what is kept goes, and the control socket.
  std::optional<std::filesystem::path> state_dir;
  /// Where the control socket goes without a state directory; with neither, no command reaches the daemon.
  std::optional<std::filesystem::path> control_dir;
  /// --require-plan: the file, or https URL, with approved plans; empty: nothing is asked.
  std::string require_plan;
  std::string version;
  /// This program itself, which decodes manifests in processes of its own (DecodeTrier).
  std::string program = "/proc/self/exe";
  std::vector<JournalNotice> journal_notices;
  std::uint64_t seed = 0;
  bool until_settled = false;
  std::optional<std::chrono::milliseconds> timeout;  ///< It ends then at the latest.
  bool live_table = false;
  bool progress_lines = false;  ///< On standard output, where there is no live table.
  /// Called at the named points between journal and socket; for crash tests. May be empty.
  std::function<void(const char* point)> reached;
};

/// Why the daemon ended.
enum class DaemonEnd { Interrupted, Settled, TimedOut };

}  // namespace fwop::controller
