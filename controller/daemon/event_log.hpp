#pragma once

#include <set>
#include <string>

#include "api/clusters/clusters_api.hpp"
#include "controller/engine/effects.hpp"
#include "controller/journal/journal_error.hpp"
#include "controller/model/fleet_update.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// Logs events of manifests, clusters, accounts and calls. Use it on the loop's thread only. It does not
/// block: the logger writes on its own thread.
class EventLog {
 public:
  /// Logs each diagnostic once, when it first appears. Logs once that all manifests are valid again.
  void manifests_read(const manifests::Snapshot& snapshot);
  static void updated(const FleetUpdate& update);
  /// Call it just before a Create, Update or Delete is sent.
  static void call_leaves(const Call& call);
  static void call_ended(const api::RequestInfo& request);
  static void journal_failed(const JournalError& error);

 private:
  std::set<std::string> logged_diagnostics_;  ///< Those of the last snapshot.
};

}  // namespace fwop::controller
