#include <gtest/gtest.h>

#include "controller/cli/command_line.hpp"
#include "manifests/json_schema.hpp"

namespace fwop::controller::cli {
namespace {

TEST(Schema, IsPrintedWhole) {
  testing::internal::CaptureStdout();
  const char* arguments[] = {"fireworks-operator", "schema"};
  EXPECT_EQ(run_command_line(2, arguments), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), manifests::json_schema());
}

}  // namespace
}  // namespace fwop::controller::cli
