#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "api/clusters/types.hpp"

namespace fwop::controller {

/// What the status API says about the operator itself, its manifests and its accounts.
struct OperatorReport {
  const nlohmann::json& own;        ///< /api/v1/operator
  const nlohmann::json& manifests;  ///< /api/v1/manifests; an object with "error" while they were not read.
  const nlohmann::json& accounts;   ///< /api/v1/accounts
};

/// A summary, for `status`. What is missing or of another type is left out; control characters never get
/// through.
std::string status_text(const OperatorReport& report, WallTime now);

/// True if nothing needs a person: every condition is True, no manifest has an error, every account answers,
/// nothing is held, changes may be made, and no cluster is Failed, Degraded or Unknown.
bool all_is_well(const OperatorReport& report);

}  // namespace fwop::controller
