#include <algorithm>
#include <iostream>

#include "controller/cli/commands.hpp"
#include "manifests/directory_source.hpp"
#include "manifests/source.hpp"

namespace fwop::controller::cli {

int validate(const ValidateOptions& options) {
  manifests::SnapshotBuilder::Options builder_options;
  builder_options.decode.default_account_id = options.account_id;
  builder_options.allow_empty = true;
  const auto reading = manifests::read_paths(options.paths, builder_options.decode.limits);
  if (!reading.error.empty()) {
    std::cerr << "fireworks-operator: " << reading.error << '\n';
    return 2;
  }
  const auto snapshot = manifests::SnapshotBuilder(builder_options).build(reading);
  std::size_t errors = 0;
  for (const manifests::Diagnostic& diagnostic : snapshot->diagnostics) {
    std::cout << manifests::to_string(diagnostic) << '\n';
    if (diagnostic.severity == manifests::Severity::Error) ++errors;
  }
  std::cout << snapshot->manifests.size() << " clusters in " << snapshot->files << " files: ";
  if (errors == 0) {
    std::cout << "valid\n";
  } else {
    std::cout << errors << (errors == 1 ? " error\n" : " errors\n");
  }
  return errors == 0 ? 0 : 1;
}

}  // namespace fwop::controller::cli
