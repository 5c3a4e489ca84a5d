#pragma once

#include <set>
#include <string>

#include "api/clusters/clusters_api.hpp"
#include "controller/engine/effects.hpp"
#include "controller/journal/journal_error.hpp"
#include "controller/model/fleet_update.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// What the daemon logs of manifests, clusters, accounts and calls. For the loop's thread; writing is the
/// log's own thread.
class EventLog {
 public:
  /// What is wrong with the manifests is logged when it appears, not at every reading, and so is that all are
  /// well again.
  void manifests_read(const manifests::Snapshot& snapshot);
  static void updated(const FleetUpdate& update);
  /// A call that changes something leaves now.
  static void call_leaves(const Call& call);
  static void call_ended(const api::RequestInfo& request);
  static void journal_failed(const JournalError& error);

 private:
  std::set<std::string> logged_diagnostics_;  ///< Of the last reading.
};

}  // namespace fwop::controller
