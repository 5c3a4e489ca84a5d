#include "api/clusters/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fwop::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ClusterSpec an_eks_spec() {
  return {
      .display_name = "Production",
      .eks = EksCluster{.aws_account_id = "012345678901", .region = "us-east-1", .inference_role = "role"},
      .fake = {}};
}

ClusterSpec a_fake_spec() {
  return {.display_name = "", .eks = {}, .fake = FakeCluster{.project_id = "p", .location = "l"}};
}

TEST(Differences, AreNoneBetweenEqualSpecs) {
  EXPECT_THAT(differences(an_eks_spec(), an_eks_spec(), nullptr), IsEmpty());
  EXPECT_THAT(differences(a_fake_spec(), a_fake_spec(), nullptr), IsEmpty());
}

TEST(Differences, NameTheFieldAsAManifestAndAsAMaskSpellIt) {
  auto actual = an_eks_spec();
  actual.eks->inference_role = "other";
  EXPECT_THAT(differences(an_eks_spec(), actual, nullptr),
              ElementsAre(FieldDifference{.path = "eksCluster.inferenceRole",
                                          .mask = "eks_cluster.inference_role",
                                          .wanted = "role",
                                          .actual = "other",
                                          .immutable = false}));
}

TEST(Differences, SayWhichFieldsCannotChange) {
  auto actual = an_eks_spec();
  actual.display_name = "Other";
  actual.eks->region = "us-west-2";
  const auto found = differences(an_eks_spec(), actual, nullptr);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].path, "displayName");
  EXPECT_FALSE(found[0].immutable);
  EXPECT_EQ(found[1].path, "eksCluster.region");
  EXPECT_TRUE(found[1].immutable);
}

TEST(Differences, LeaveAnUnsetFieldToTheServer) {
  auto actual = an_eks_spec();
  actual.eks->storage_bucket_name = "chosen-by-the-server";
  EXPECT_THAT(differences(an_eks_spec(), actual, nullptr), IsEmpty());
  const auto applied = an_eks_spec();
  EXPECT_THAT(differences(an_eks_spec(), actual, &applied), IsEmpty());
}

TEST(Differences, EmptyAFieldThatWeHadSetAndNoLongerWant) {
  auto wanted = an_eks_spec();
  wanted.eks->inference_role = "";
  const auto applied = an_eks_spec();
  const auto found = differences(wanted, an_eks_spec(), &applied);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].mask, "eks_cluster.inference_role");
  EXPECT_EQ(found[0].wanted, "");
  EXPECT_EQ(found[0].actual, "role");
  EXPECT_THAT(differences(wanted, wanted, &applied), IsEmpty());
}

TEST(Differences, AreOneForAnotherKindOfCluster) {
  EXPECT_THAT(differences(a_fake_spec(), an_eks_spec(), nullptr),
              ElementsAre(FieldDifference{.path = "fakeCluster",
                                          .mask = "fake_cluster",
                                          .wanted = "fakeCluster",
                                          .actual = "eksCluster",
                                          .immutable = true}));
}

TEST(Merged, KeepsWhatIsTheServersAndTakesWhatIsWanted) {
  auto actual = an_eks_spec();
  actual.display_name = "Renamed by hand";
  actual.eks->storage_bucket_name = "chosen-by-the-server";
  auto expected = an_eks_spec();
  expected.eks->storage_bucket_name = "chosen-by-the-server";
  EXPECT_EQ(merged(an_eks_spec(), actual, nullptr), expected);
}

TEST(Merged, EmptiesWhatWeHadSetAndNoLongerWant) {
  auto wanted = an_eks_spec();
  wanted.display_name.clear();
  wanted.eks->inference_role = "";
  const auto applied = an_eks_spec();
  auto actual = an_eks_spec();
  actual.eks->metric_writer_role = "set by somebody else";
  const auto result = merged(wanted, actual, &applied);
  EXPECT_EQ(result.display_name, "");
  EXPECT_EQ(result.eks->inference_role, "");
  EXPECT_EQ(result.eks->metric_writer_role, "set by somebody else");
}

TEST(Merged, LeavesNoDifference) {
  auto actual = an_eks_spec();
  actual.eks->inference_role = "other";
  actual.eks->metric_writer_role = "server";
  const auto applied = actual;
  const auto result = merged(an_eks_spec(), actual, &applied);
  EXPECT_THAT(differences(an_eks_spec(), result, &applied), IsEmpty());
}

TEST(Merged, NeverHoldsTwoKinds) {
  const auto result = merged(a_fake_spec(), an_eks_spec(), nullptr);
  EXPECT_FALSE(result.eks);
  EXPECT_EQ(result.fake, a_fake_spec().fake);
}

}  // namespace
}  // namespace fwop::api
