#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/clusters/types.hpp"
#include "manifests/manifest.hpp"

namespace fwop::controller {

// What a person tells a running daemon about one cluster. `who` is that person, as events and messages name
// them.

/// Leave it alone, beside what its manifest says of that; the owner is who says so. A later one replaces an
/// earlier one.
struct SuspendCommand {
  manifests::Suspension suspension;
};
/// Ends what SuspendCommand began.
struct ResumeCommand {
  std::string who;
};
/// Forget that it is ours. No call is made.
struct AbandonCommand {
  std::string who;
};
/// Adopt, this once, what exists and is declared, whatever policy.adoption says.
struct ImportCommand {
  std::string who;
  bool dry_run = false;
};

/// Lets held changes go, once: of one cluster, or of all.
struct ReleaseCommand {
  std::optional<api::ClusterKey> key;  ///< Nothing: every cluster.
  bool include_deletes = false;        ///< Without a key: deletes too; else they stay held.
  bool dry_run = false;                ///< Only say what would be let go.
  std::string who;
};

using Command = std::variant<SuspendCommand, ResumeCommand, AbandonCommand, ImportCommand>;

/// What came of a command, for that person; the message may have several lines. Not done: nothing was
/// changed, and the message says why and what to do.
struct CommandResult {
  bool done = false;
  std::string message;
};

}  // namespace fwop::controller
