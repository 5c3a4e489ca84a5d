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

/// The options of the daemon. They have been checked.
struct DaemonOptions {
  EngineOptions engine;
  std::vector<std::filesystem::path> paths;  ///< Folders and files of manifests; unused with `git`.
  std::optional<GitOptions> git;
  manifests::SnapshotBuilder::Options source;
  api::HttpOptions http;  ///< The daemon sets its observer.
  Keys keys;
  std::string status_address;
  StatusAccessOptions status_access;
  /// The folder of the journal and the control socket.
  std::optional<std::filesystem::path> state_dir;
  /// The folder of the control socket when there is no state_dir. With neither, there is no control socket.
  std::optional<std::filesystem::path> control_dir;
  /// --require-plan: the file or https URL with the approved plan hashes. Empty: no approval is needed.
  std::string require_plan;
  std::string version;
  /// The path of this program. DecodeTrier starts it as a child process that decodes manifests.
  std::string program = "/proc/self/exe";
  std::vector<JournalNotice> journal_notices;
  std::uint64_t seed = 0;
  bool until_settled = false;
  std::optional<std::chrono::milliseconds> timeout;  ///< From the start of run(). Nothing: no limit.
  bool live_table = false;
  bool progress_lines = false;  ///< On stdout. Ignored with `live_table`.
  /// For crash tests: Runtime::Hooks::reached. May be empty.
  std::function<void(const char* point)> reached;
};

/// Why the daemon ended.
enum class DaemonEnd { Interrupted, Settled, TimedOut };

}  // namespace fwop::controller
