#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "controller/model/view.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// How an `apply` ended, for pipelines.
struct OutcomeReport {
  std::vector<ClusterView> clusters;  ///< By key.
  std::vector<manifests::Diagnostic> diagnostics;
  std::chrono::milliseconds took{};
  std::string ended;  ///< "settled", "interrupted" or "timed out".
  int exit_code = 0;
};

/// JUnit's XML: a test case for each cluster, which fails unless it is READY as declared, and one for each
/// manifest that has an error. Whatever the texts hold, it is well-formed XML 1.0.
std::string outcome_junit(const OutcomeReport& report);

/// {ended, exitCode, tookSeconds, summary, clusters, diagnostics}; clusters as in the status API.
nlohmann::json outcome_json(const OutcomeReport& report);

}  // namespace fwop::controller
