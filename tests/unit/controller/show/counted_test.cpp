#include "controller/show/counted.hpp"

#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

TEST(Counted, HasOneAndSeveral) {
  EXPECT_EQ(counted(0, "cluster"), "0 clusters");
  EXPECT_EQ(counted(1, "cluster"), "1 cluster");
  EXPECT_EQ(counted(2, "cluster"), "2 clusters");
  EXPECT_EQ(counted(1, "cluster is", "clusters are"), "1 cluster is");
  EXPECT_EQ(counted(10'000, "cluster is", "clusters are"), "10000 clusters are");
}

}  // namespace
}  // namespace fwop::controller
