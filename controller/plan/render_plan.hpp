#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "controller/plan/plan.hpp"

namespace fwop::controller {

/// For people: what changes, field by field, then why the rest does not, then the counts and the hash. With
/// `all`, unchanged clusters are listed too.
std::string plan_text(const Plan& plan, bool colours, bool all);

/// A comment for a pull request, in GitHub's Markdown; texts of manifests and of the API cannot break out.
std::string plan_markdown(const Plan& plan);

/// As plan.schema.json describes it.
nlohmann::json plan_json(const Plan& plan);

/// "1 to create, 1 to update, 1 refused, 18 unchanged"; "nothing to do" when there is no cluster.
std::string plan_summary(const Plan& plan);

}  // namespace fwop::controller
