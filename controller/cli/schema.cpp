#include <iostream>

#include "controller/cli/command.hpp"
#include "controller/cli/commands.hpp"
#include "manifests/json_schema.hpp"

namespace fwop::controller::cli {
namespace {

int run_schema() {
  std::cout << manifests::json_schema();
  return 0;
}

}  // namespace

Command schema_command() {
  return {kWrite, "schema", "the JSON Schema of a manifest, for editors and CI", "0", prepare(run_schema)};
}

}  // namespace fwop::controller::cli
