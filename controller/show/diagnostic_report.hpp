#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "manifests/diagnostic.hpp"
#include "manifests/snapshot.hpp"

namespace fwop::controller {

/// {format, clusters, files, ignored, errors, warnings, diagnostics}; the diagnostics as in the status API.
nlohmann::json validation_json(const manifests::Snapshot& snapshot);

/// SARIF 2.1.0, as GitHub's code scanning takes it: a result for each diagnostic, with the rule's stable id.
/// Files have the names that the command was given, usually relative to where it runs.
nlohmann::json validation_sarif(const manifests::Snapshot& snapshot, const std::string& version);

/// A workflow command of GitHub Actions for each diagnostic (`::error file=…,line=…`): GitHub shows it at its
/// line.
std::string validation_github(const manifests::Snapshot& snapshot);

}  // namespace fwop::controller
