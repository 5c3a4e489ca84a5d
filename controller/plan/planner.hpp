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
  EngineOptions engine;  ///< The brake's limits apply. Budget, calls in flight and deletion grace do not.
  api::HttpOptions http;
  Keys keys;
  /// A cluster that is not read within this time is unknown in the plan.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

/// Runs the same engine as `run` against the live API. Reads are sent; changes are only recorded in the plan.
/// Blocks, on an event loop of its own. `journal` is what the daemon knows; empty if there is none. The
/// options must make clients (ApiClients::check).
Plan make_plan(PlannerOptions options, JournalContents journal,
               std::shared_ptr<const manifests::Snapshot> snapshot);

}  // namespace fwop::controller
