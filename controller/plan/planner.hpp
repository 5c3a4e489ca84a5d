#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "api/clusters/http_client.hpp"
#include "controller/engine/engine_options.hpp"
#include "controller/journal/journal.hpp"
#include "controller/plan/plan.hpp"
#include "controller/runtime/keys.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

struct PlannerOptions {
  EngineOptions engine;  ///< The brake's limits count; budget and calls in flight are the planner's own.
  api::HttpOptions http;
  Keys keys;
  /// What is not known by then stays unknown.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

/// Runs the very engine over the live API and lets it read; what it would change is written down instead, and
/// never sent. Blocks, on a loop of its own. `journal` is what the daemon knows; empty when that is not at
/// hand. The options must make clients (ApiClients::problem_with).
Plan make_plan(PlannerOptions options, JournalContents journal,
               std::shared_ptr<const manifests::Snapshot> snapshot);

}  // namespace fwop::controller
