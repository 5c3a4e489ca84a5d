#include <algorithm>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "controller/cli/commands.hpp"
#include "controller/cli/describe.hpp"
#include "controller/cli/flags.hpp"
#include "controller/cli/version.hpp"
#include "controller/surface/diagnostic_report.hpp"
#include "controller/surface/view_json.hpp"
#include "manifests/directory_source.hpp"
#include "manifests/source.hpp"

namespace fwop::controller::cli {

namespace {

constexpr const char* kAccountLater = "account-of-run";

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

void describe_validate(CLI::App* app, ValidateOptions& validate) {
  app->add_option("PATH", validate.paths, "folders or files with manifests")->type_name("FILE")->required();
  add_account(app, validate.account_id);
  add_output(app, validate.output, "text, json, sarif, or github for annotations in a workflow",
             {"text", "json", "sarif", "github"});
}

int validate(const ValidateOptions& options) {
  manifests::SnapshotBuilder::Options builder_options;
  // Offline, a manifest that leaves its account to `run --account-id` is complete.
  const bool account_later = options.account_id.empty();
  builder_options.decode.default_account_id = account_later ? kAccountLater : options.account_id;
  builder_options.allow_empty = true;
  const auto reading = manifests::read_paths(options.paths, builder_options.decode.limits);
  if (!reading.error.empty()) {
    std::cerr << "fireworks-operator: " << reading.error << '\n';
    return 2;
  }
  const auto snapshot = manifests::SnapshotBuilder(builder_options).build(reading);
  std::size_t errors = 0;
  for (const manifests::Diagnostic& diagnostic : snapshot->diagnostics) {
    if (diagnostic.severity == manifests::Severity::Error) ++errors;
  }
  const int exit_code = errors == 0 ? 0 : 1;
  if (options.output == "json") {
    std::cout << json_text(validation_json(*snapshot)) << '\n';
    return exit_code;
  }
  if (options.output == "sarif") {
    std::cout << json_text(validation_sarif(*snapshot, kVersion)) << '\n';
    return exit_code;
  }
  if (options.output == "github") {
    std::cout << validation_github(*snapshot);
  } else {
    for (const manifests::Diagnostic& diagnostic : snapshot->diagnostics)
      std::cout << manifests::to_string(diagnostic) << '\n';
  }
  const auto unnamed = static_cast<std::size_t>(std::count_if(
      snapshot->manifests.begin(), snapshot->manifests.end(),
      [&](const auto& manifest) { return account_later && manifest->key.account_id == kAccountLater; }));
  std::cout << counted(snapshot->manifests.size(), "cluster") << " in " << counted(snapshot->files, "file")
            << ": " << (errors == 0 ? "valid" : counted(errors, "error")) << '\n';
  if (unnamed > 0) {
    std::cout << counted(unnamed, "manifest")
              << " without spec.accountId: `run` needs --account-id for them\n";
  }
  return exit_code;
}

}  // namespace fwop::controller::cli
