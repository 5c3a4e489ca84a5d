#include <iostream>

#include "controller/cli/commands.hpp"
#include "manifests/json_schema.hpp"

namespace fwop::controller::cli {

int schema(const SchemaOptions&) {
  std::cout << manifests::json_schema() << std::flush;
  return std::cout ? 0 : 2;
}

}  // namespace fwop::controller::cli
