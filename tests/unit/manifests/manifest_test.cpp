#include "manifests/manifest.hpp"

#include <set>

#include <gtest/gtest.h>

#include "api/clusters/fields.hpp"
#include "manifests/diagnostic.hpp"
#include "manifests/text.hpp"

namespace fwop::manifests {
namespace {

TEST(Digest, IsTheSameInEveryRelease) {
  const api::ClusterSpec spec{
      .display_name = "Production",
      .eks = api::EksCluster{.aws_account_id = "012345678901", .region = "us-east-1"}};
  EXPECT_EQ(digest_of(spec, Policy{}), 11158075454648219974ULL);
}

TEST(Digest, ChangesWithEveryField) {
  std::set<std::uint64_t> seen;
  const auto add = [&](const api::ClusterSpec& spec, const Policy& policy) {
    EXPECT_TRUE(seen.insert(digest_of(spec, policy)).second) << seen.size();
  };
  api::ClusterSpec spec{.eks = api::EksCluster{}};
  add(spec, {});
  spec.display_name = "x";
  add(spec, {});
  for (const auto& field : api::kEksFields) {
    api::ClusterSpec changed = spec;
    *changed.eks.*field.member = "x";
    add(changed, {});
  }
  spec = {.fake = api::FakeCluster{}};
  add(spec, {});
  for (const auto& field : api::kFakeFields) {
    api::ClusterSpec changed = spec;
    *changed.fake.*field.member = "x";
    add(changed, {});
  }
  add(spec, {.adoption = Adoption::Never});
  add(spec, {.adoption = Adoption::Always});
  add(spec, {.drift = Drift::Report});
  add(spec, {.deletion = Deletion::Delete});
  add(spec, {.on_failed = OnFailed::Recreate});
  add(spec, {.suspend = Suspension{}});
  add(spec, {.suspend = Suspension{.reason = "x"}});
  add(spec, {.suspend = Suspension{.owner = "x"}});
  add(spec, {.suspend = Suspension{.until = WallTime{}}});
}

TEST(NearestName, IsTheOneThatWasMeant) {
  const std::vector<std::string_view> fields = {"awsAccountId", "region", "clusterName", "storageBucketName"};
  EXPECT_EQ(nearest_name("regoin", fields), "region");
  EXPECT_EQ(nearest_name("Region", fields), "region");
  EXPECT_EQ(nearest_name("cluster_name", fields), "clusterName");
  EXPECT_EQ(nearest_name("aws-account-id", fields), "awsAccountId");
  EXPECT_EQ(nearest_name("storageBucket", fields), "storageBucketName");
  EXPECT_EQ(nearest_name("unrelated", fields), "");
  EXPECT_EQ(nearest_name("", fields), "");
  EXPECT_EQ(nearest_name(std::string(10'000, 'x'), fields), "");
  EXPECT_EQ(nearest_name("x", {}), "");
}

TEST(Text, FindsTheFirstByteThatIsNoYaml) {
  const auto offset = [](std::string_view text) {
    const auto problem = find_text_problem(text);
    return problem ? static_cast<int>(problem->offset) : -1;
  };
  EXPECT_EQ(offset("a\tb\r\nc é € 🚀"), -1);
  EXPECT_EQ(offset(std::string_view("a\0b", 3)), 1);
  EXPECT_EQ(offset("ab\x7F"), 2);
  EXPECT_EQ(offset("\x80"), 0);
  EXPECT_EQ(offset("a\xC3"), 1);             // cut off
  EXPECT_EQ(offset("\xC0\xAF"), 0);          // overlong
  EXPECT_EQ(offset("\xE0\x80\x80"), 0);      // overlong
  EXPECT_EQ(offset("\xF0\x80\x80\x80"), 0);  // overlong
  EXPECT_EQ(offset("\xED\xA0\x80"), 0);      // a surrogate
  EXPECT_EQ(offset("\xF4\x90\x80\x80"), 0);  // beyond U+10FFFF
  EXPECT_EQ(offset("\xF5\x80\x80\x80"), 0);
}

TEST(Text, ShortensBetweenCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc…");
  EXPECT_EQ(shortened("aéé", 2), "a…");
  EXPECT_EQ(shortened("a\nb", 10), "a b");
}

TEST(Text, JoinsOnlyTrueSurrogatePairs) {
  EXPECT_EQ(join_surrogate_escapes(R"("\ud83d\ude80")"), R"("\U0001F680")");
  EXPECT_EQ(join_surrogate_escapes(R"("\ud83d\ud83d\ude80")"), R"("\ud83d\U0001F680")");
  EXPECT_EQ(join_surrogate_escapes(R"("\\ud83d\ude80")"), R"("\\ud83d\ude80")");
  EXPECT_EQ(join_surrogate_escapes(R"("\u00e9\n)"), R"("\u00e9\n)");
  EXPECT_EQ(join_surrogate_escapes("\\"), "\\");
}

}  // namespace
}  // namespace fwop::manifests
