#include <gtest/gtest.h>

#include "controller/cli/commands.hpp"
#include "manifests/json_schema.hpp"

namespace fwop::controller::cli {
namespace {

TEST(Schema, IsPrintedWhole) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(schema(SchemaOptions{}), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), manifests::json_schema());
}

}  // namespace
}  // namespace fwop::controller::cli
