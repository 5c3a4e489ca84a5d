#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "controller/model/source_status.hpp"
#include "controller/model/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// What metrics show of the fleet at one moment, besides its clusters.
struct FleetView {
  std::vector<AccountView> accounts;
  EngineStats stats;
  std::shared_ptr<const manifests::Snapshot> snapshot;  ///< Null before the first.
  std::size_t journals_set_aside = 0;                   ///< Still in the state directory.
  std::uint64_t log_lines_lost = 0;           ///< Since the start, because nobody read them in time.
  std::vector<OperatorCondition> conditions;  ///< Of the operator itself.
  std::optional<SourceStatus> source;         ///< Of a source that may be unreachable, such as Git.
};

}  // namespace fwop::controller
