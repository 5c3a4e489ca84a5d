#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/clusters/types.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

// A person's commands to a running daemon. `who` names that person in events and messages.

/// Suspends a cluster, in addition to what its manifest says. `suspension.owner` is the person. A later
/// command replaces an earlier one.
struct SuspendCommand {
  manifests::Suspension suspension;
};
/// Ends a suspension by SuspendCommand.
struct ResumeCommand {
  std::string who;
};
/// Stops managing a cluster. No call is made.
struct AbandonCommand {
  std::string who;
};
/// Adopts an existing, declared cluster once, whatever policy.adoption says.
struct ImportCommand {
  std::string who;
  bool dry_run = false;
};

/// Releases held changes, once: of one cluster, or of all.
struct ReleaseCommand {
  std::optional<api::ClusterKey> key;  ///< Nothing: every cluster.
  bool include_deletes = false;        ///< Without a key: releases deletes too.
  bool dry_run = false;                ///< Only report what would be released.
  std::string who;
};

using Command = std::variant<SuspendCommand, ResumeCommand, AbandonCommand, ImportCommand>;

/// The result of a command, for that person. `message` may have several lines. If `done` is false, nothing
/// was changed, and the message says why and what to do.
struct CommandResult {
  bool done = false;
  std::string message;
};

}  // namespace fwop::controller
