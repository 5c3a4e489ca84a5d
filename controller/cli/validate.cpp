#include "controller/cli/validate.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "api/base/text_width.hpp"
#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "controller/cli/connection_options.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/version.hpp"
#include "controller/show/counted.hpp"
#include "controller/show/diagnostic_report.hpp"
#include "controller/show/view_json.hpp"
#include "controller/sources/decode_trier.hpp"
#include "manifests/directory/directory_source.hpp"
#include "manifests/snapshot_builder.hpp"

namespace fwop::controller::cli {

namespace {

using manifests::Diagnostic;
using manifests::Severity;
using manifests::Snapshot;

std::size_t count(const Snapshot& snapshot, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(snapshot.diagnostics.begin(), snapshot.diagnostics.end(),
                    [severity](const Diagnostic& diagnostic) { return diagnostic.severity == severity; }));
}

Snapshot checked(const ValidateOptions& options, const manifests::SourceReading& reading,
                 manifests::SnapshotBuilder::Options builder_options) {
  Snapshot snapshot = *manifests::SnapshotBuilder(std::move(builder_options)).build(reading);
  const bool nothing =
      snapshot.manifests.empty() && snapshot.duplicates.empty() && snapshot.broken_files == 0;
  if (nothing && !options.allow_empty && !options.only_ours) {
    snapshot.diagnostics.push_back(
        {.file = reading.revision.source,
         .severity = Severity::Error,
         .rule = "NothingToCheck",
         .message =
             "there is no FireworksCluster here, so nothing was checked: give the folder that holds the "
             "manifests, or --allow-empty"});
  }
  return snapshot;
}

void print_text(const ValidateOptions& options, const Snapshot& snapshot) {
  if (options.output == "github") {
    std::cout << validation_github(snapshot);
  } else {
    for (const Diagnostic& diagnostic : snapshot.diagnostics)
      std::cout << printable(manifests::to_string(diagnostic)) << '\n';
  }
  const std::size_t errors = count(snapshot, Severity::Error);
  const std::size_t warnings = count(snapshot, Severity::Warning);
  std::string verdict = errors == 0 ? "valid" : counted(errors, "error");
  if (warnings > 0) {
    verdict = errors == 0 && options.strict ? counted(warnings, "warning") + " (--strict)"
                                            : verdict + ", " + counted(warnings, "warning");
  }
  std::cout << counted(snapshot.manifests.size(), "cluster") << " in " << counted(snapshot.files, "file");
  if (snapshot.ignored_files > 0) std::cout << ", " << snapshot.ignored_files << " ignored";
  std::cout << ": " << verdict << '\n';
  const auto unnamed = static_cast<std::size_t>(
      std::count_if(snapshot.manifests.begin(), snapshot.manifests.end(),
                    [](const auto& manifest) { return manifest->key.account_id.empty(); }));
  if (unnamed > 0) {
    std::cout << counted(unnamed, "manifest")
              << " without spec.accountId: `run` needs --account-id for them\n";
  }
}

void add_validate_flags(CLI::App* app, ValidateOptions& validate) {
  app->add_option("PATH", validate.paths, "folders or files with manifests")->type_name("FILE")->required();
  add_account(app, validate.account_id);
  add_output(app, validate.output, "text, json, sarif, or github for annotations in a workflow",
             {"text", "json", "sarif", "github"});
  add_switch(app, "--allow-empty", validate.allow_empty, "there may be no manifest at all");
  add_switch(app, "--strict", validate.strict, "a warning counts as an error");
  add_switch(app, "--only-ours", validate.only_ours,
             "skip files without manifests, for a hook that gets any file");
}

int run_validate(const ValidateOptions& options) {
  manifests::SnapshotBuilder::Options builder_options;
  // Without --account-id here, spec.accountId may be missing: `run --account-id` can give it later.
  builder_options.decode.account_later = options.account_id.empty();
  builder_options.decode.default_account_id = options.account_id;
  builder_options.decode.only_ours = options.only_ours;
  builder_options.decode.now = std::chrono::system_clock::now();
  builder_options.allow_empty = true;
  DecodeTrier trier;
  builder_options.trial = trier.as_function();
  const auto reading = manifests::read_paths(options.paths, builder_options.decode.limits);
  if (!reading.error.empty()) return refuse(reading.error);
  const Snapshot snapshot = checked(options, reading, std::move(builder_options));
  if (options.output == "json") {
    std::cout << json_text(validation_json(snapshot)) << '\n';
  } else if (options.output == "sarif") {
    std::cout << json_text(validation_sarif(snapshot, kVersion)) << '\n';
  } else {
    print_text(options, snapshot);
  }
  const bool refused =
      count(snapshot, Severity::Error) > 0 || (options.strict && count(snapshot, Severity::Warning) > 0);
  return refused ? 1 : 0;
}

}  // namespace

Command validate_command() {
  return {kWrite, "validate", "check manifests, offline",
          "0 no error; 1 errors, or nothing to check; 2 they could not be read",
          prepare(add_validate_flags, run_validate)};
}

}  // namespace fwop::controller::cli
