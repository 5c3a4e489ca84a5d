#include "controller/daemon/cluster_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::controller {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> called(std::string_view asked) {
  ClusterNameMatch match(asked);
  match.consider({"acme", "prod-1"}, "prod");
  match.consider({"acme", "prod"}, "staging");
  match.consider({"other", "prod-1"}, "canary");
  match.consider({"other", "gone"}, "");
  std::vector<std::string> found;
  for (const api::ClusterKey& key : match.found()) found.push_back(key.account_id + "/" + key.cluster_id);
  return found;
}

TEST(ClusterName, IsTheNameOrTheIdInAnyAccount) {
  EXPECT_THAT(called("staging"), ElementsAre("acme/prod"));
  EXPECT_THAT(called("gone"), ElementsAre("other/gone"));
  EXPECT_THAT(called("prod-1"), ElementsAre("acme/prod-1", "other/prod-1"));
  EXPECT_THAT(called("prod"), ElementsAre("acme/prod-1", "acme/prod"));
  EXPECT_THAT(called("nothing"), IsEmpty());
}

TEST(ClusterName, WithItsAccountItMayBeTheNameToo) {
  EXPECT_THAT(called("acme/staging"), ElementsAre("acme/prod"));
  EXPECT_THAT(called("other/canary"), ElementsAre("other/prod-1"));
  EXPECT_THAT(called("other/staging"), IsEmpty());
}

TEST(ClusterName, AccountAndIdAreNeverAmbiguous) {
  EXPECT_THAT(called("acme/prod"), ElementsAre("acme/prod"));
  EXPECT_THAT(called("other/prod-1"), ElementsAre("other/prod-1"));
}

TEST(ClusterName, NothingIsCalledNothing) {
  EXPECT_THAT(called(""), IsEmpty());
  EXPECT_THAT(called("/"), IsEmpty());
  EXPECT_THAT(called("acme/"), IsEmpty());
  EXPECT_THAT(called("/prod"), IsEmpty());
}

}  // namespace
}  // namespace fwop::controller
