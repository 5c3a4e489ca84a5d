#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "controller/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// The whole fleet at one moment, as the engine's views give it.
struct FleetView {
  std::vector<ClusterView> clusters;
  std::vector<AccountView> accounts;
  EngineStats stats;
  std::shared_ptr<const manifests::Snapshot> snapshot;  ///< Null before the first.
};

/// Called on the loop's thread whenever a page is asked for.
using FleetProvider = std::function<FleetView()>;

}  // namespace fwop::controller
